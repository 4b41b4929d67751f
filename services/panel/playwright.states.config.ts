import { defineConfig } from "@playwright/test";
import { browser } from "./playwright.config";

/** Browser tests of states a healthy server never shows, against dev/stub.mjs and the built panel. */
export default defineConfig({
	testDir: "tests/states",
	outputDir: "test-results",
	workers: 1,
	timeout: 120_000,
	expect: { timeout: 20_000 },
	forbidOnly: true,
	retries: process.env.CI ? 1 : 0,
	reporter: [["list"]],
	use: {
		baseURL: "http://127.0.0.1:8392",
		viewport: { width: 1440, height: 900 },
		launchOptions: browser,
		reducedMotion: "reduce",
	},
	webServer: {
		command: "node dev/stub.mjs",
		env: { STUB_PORT: "8392", STUB_OPEN: "1", STUB_GRAPH: "3000" },
		url: "http://127.0.0.1:8392/favicon.svg",
		reuseExistingServer: false,
	},
});
