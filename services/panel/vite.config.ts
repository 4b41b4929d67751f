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
	},
	test: { include: ["tests/unit/**/*.test.ts"], environment: "node" },
});
