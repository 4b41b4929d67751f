import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The product serves the panel from the binary; this proxy is for `npm run dev` beside a running suite or the stub.
const backend = process.env.REMNADESK_URL ?? "http://127.0.0.1:8090";

export default defineConfig({
	plugins: [react(), tailwindcss()],
	resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
	server: { host: "127.0.0.1", port: 5173, proxy: { "/api": backend } },
	build: {
		target: "es2023",
		reportCompressedSize: true,
		chunkSizeWarningLimit: 700,
		assetsInlineLimit: 0,
		// One file for what every page needs: otherwise a first visit asks for forty crumbs.
		rolldownOptions: {
			output: {
				codeSplitting: {
					groups: [
						{
							name: "vendor",
							priority: 3,
							test: /node_modules[\\/](?!echarts|zrender|sigma|graphology|events[\\/]|cmdk|tslib|@tanstack[\\/](react-table|table-core))/,
						},
						{
							name: "base",
							priority: 2,
							test: /src[\\/](api|lib|components[\\/]ui[\\/](?!chart|table|list-|found|full-page|filter|calendar|period|pager|search|use-)|features[\\/]([^\\/]+[\\/](search|words)\.ts|live|data-health[\\/](health|import-card|words)|shell[\\/](?!palette|keys-help)))/,
						},
						{
							name: "lists",
							priority: 1,
							test: /table-core|react-table|components[\\/]ui[\\/](table|filter|pager|list-|found|full-page)/,
						},
					],
				},
			},
		},
	},
	// No test is about time: a busy machine may take as long as it needs.
	test: { include: ["tests/unit/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
});
