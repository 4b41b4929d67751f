// Measures the referral graph with 20,000 people: how soon it is drawn, and how smoothly it moves. Prints figures and judges nothing.
// Needs the built panel (npm run build); starts the stand-in by itself. GRAPH_SIZE changes the number of people.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const PORT = 8393;
const SIZE = Number(process.env.GRAPH_SIZE ?? 20_000);
const base = `http://127.0.0.1:${PORT}`;
const stub = spawn(process.execPath, [fileURLToPath(new URL("../../dev/stub.mjs", import.meta.url))], {
	env: { ...process.env, STUB_PORT: String(PORT), STUB_OPEN: "1", STUB_GRAPH: String(SIZE) },
	stdio: "ignore",
});

const answered = async (path) => {
	for (let left = 60; left > 0; left--) {
		const answer = await fetch(base + path).catch(() => undefined);
		if (answer?.ok) return answer;
		await new Promise((done) => setTimeout(done, 500));
	}
	throw new Error(`the stand-in does not answer ${path}`);
};

const say = (name, value) => console.log(`${name.padEnd(44)} ${value}`);
const ms = (value) => `${Math.round(value)} ms`;

async function measure(page) {
	const began = Date.now();
	await page.goto(`${base}/referrals/graph`);
	await page.waitForFunction(
		(size) => document.querySelector("[data-drawn]")?.dataset.drawn === String(size),
		SIZE,
		{
			timeout: 120_000,
		},
	);
	const shown = await page.evaluate(() => {
		const at = (name) => performance.getEntriesByName(name).at(-1)?.startTime ?? 0;
		const gl = document.createElement("canvas").getContext("webgl2");
		const info = gl?.getExtension("WEBGL_debug_renderer_info");
		const pages = performance
			.getEntriesByType("resource")
			.filter((each) => each.name.includes("/referrals/graph?"));
		return {
			renderer: info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : "unknown",
			asked: pages[0]?.startTime ?? 0,
			first: pages[0]?.responseEnd ?? 0,
			loaded: at("referral-graph:loaded"),
			drawn: at("referral-graph:drawn"),
		};
	});
	say("renderer", shown.renderer);
	say("people", SIZE);
	say("first page of data after it was asked for", ms(shown.first - shown.asked));
	say("all data after it was asked for", ms(shown.loaded - shown.asked));
	say("drawn after the data was there", ms(shown.drawn - shown.loaded));
	say("drawn after the address was opened", ms(shown.drawn));
	say("the same by the clock of the test", ms(Date.now() - began));
}

/** Drags the picture about and counts what the browser draws meanwhile. */
async function pan(page, title, seconds) {
	const box = await page.getByTestId("graph").boundingBox();
	const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
	await page.mouse.move(x, y);
	await page.evaluate(() => {
		window.frames_ = [];
		const tick = (at) => {
			window.frames_.push(at);
			window.ticking_ = requestAnimationFrame(tick);
		};
		window.ticking_ = requestAnimationFrame(tick);
	});
	await page.mouse.down();
	const until = Date.now() + seconds * 1000;
	for (let step = 0; Date.now() < until; step++) {
		await page.mouse.move(x + 160 * Math.sin(step / 9), y + 90 * Math.sin(step / 5));
	}
	await page.mouse.up();
	const frames = await page.evaluate(() => {
		cancelAnimationFrame(window.ticking_);
		return window.frames_;
	});
	const gaps = frames.slice(1).map((at, i) => at - frames[i]);
	gaps.sort((a, b) => a - b);
	const rate = (frames.length - 1) / ((frames.at(-1) - frames[0]) / 1000);
	say(title, `${rate.toFixed(1)} frames/s, 95 % within ${ms(gaps[Math.floor(gaps.length * 0.95)] ?? 0)}`);
}

let browser;
try {
	await answered("/api/v2/sales/referrals/graph?page_size=1");
	browser = await chromium.launch({
		executablePath: process.env.REMNADESK_CHROMIUM || "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-dev-shm-usage"],
	});
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
	await measure(page);
	await page.waitForTimeout(1000);
	await pan(page, "panning, everything in sight", 4);
	for (let times = 0; times < 3; times++) await page.keyboard.press("+");
	await page.waitForTimeout(1000);
	await pan(page, "panning, zoomed in", 4);
} finally {
	await browser?.close();
	stub.kill();
}
