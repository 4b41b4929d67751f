import { defineConfig } from "@playwright/test";

/** The distribution's browser: Playwright's own download is not needed. */
export const browser = {
	executablePath: process.env.REMNADESK_CHROMIUM || process.env.CHROMIUM || "/usr/bin/chromium",
	args: ["--no-sandbox", "--disable-dev-shm-usage"],
};

/** Browser tests against a running suite with the synthetic shop: REMNADESK_URL, REMNADESK_ADMIN_LOGIN, REMNADESK_ADMIN_PASSWORD. */
export default defineConfig({
	testDir: "tests/e2e",
	outputDir: "test-results",
	workers: 1,
	timeout: 120_000,
	expect: { timeout: 20_000 },
	forbidOnly: true,
	// A crowded machine may miss a moment: CI asks once more, and its report names the test as flaky.
	retries: process.env.CI ? 1 : 0,
	reporter: [["list"]],
	use: {
		baseURL: process.env.REMNADESK_URL ?? "http://127.0.0.1:8090",
		viewport: { width: 1440, height: 900 },
		launchOptions: browser,
		reducedMotion: "reduce",
		trace: "retain-on-failure",
	},
	projects: [
		{ name: "setup", testMatch: "session.setup.ts" },
		{
			name: "e2e",
			testMatch: "*.spec.ts",
			dependencies: ["setup"],
			use: { storageState: "test-results/session.json" },
		},
	],
});
