import { describe, expect, test } from "vitest";
import type { EntityStatus, Status } from "@/api/client";
import { completeUntil, healthOf, importShare } from "@/features/data-health/health-rules";

const NOW = Date.parse("2026-11-23T12:00:00Z");

const entity = (change: Partial<EntityStatus>): EntityStatus => ({
	entity: "transaction",
	table: "transactions",
	state: "following",
	rows: "10",
	gone: "0",
	import_done: "10",
	import_expected: "10",
	import_rate: 0,
	import_seconds_left: "0",
	complete_until: "2026-11-23T11:59:58Z",
	problems: [],
	...change,
});

const status = (state: string, ...entities: EntityStatus[]): Status => ({
	state,
	problems: [],
	source_version: "",
	source_schema: "",
	incarnation: 1,
	entities,
	source_load_percent: 0,
	redis_state: "off",
});

describe("the health of the data", () => {
	test("is as good as the oldest entity, those not read aside", () => {
		const old = entity({ entity: "customer", complete_until: "2026-11-23T11:30:00Z" });
		const off = entity({ entity: "wheel_spin", state: "off", complete_until: undefined });
		expect(completeUntil(status("following", entity({}), old, off))).toBe("2026-11-23T11:30:00Z");
		expect(
			completeUntil(status("following", entity({}), entity({ complete_until: undefined }))),
		).toBeUndefined();
	});

	test("tells complete from stale", () => {
		expect(healthOf(status("following", entity({})), undefined, "open", NOW).kind).toBe("complete");
		const old = entity({ complete_until: "2026-11-23T11:30:00Z" });
		expect(healthOf(status("following", old), undefined, "open", NOW).kind).toBe("stale");
	});

	test("a lost connection outweighs everything, a pause outweighs the source being away", () => {
		expect(healthOf(status("following", entity({})), undefined, "lost", NOW).kind).toBe("lost");
		expect(healthOf(status("down", entity({ state: "paused" })), undefined, "open", NOW).kind).toBe("paused");
		expect(healthOf(status("down", entity({})), undefined, "open", NOW).kind).toBe("down");
	});

	test("without the right to see the capture it follows the answers", () => {
		expect(healthOf(undefined, "2026-11-23T11:59:59Z", "open", NOW).kind).toBe("complete");
		expect(healthOf(undefined, undefined, "open", NOW).kind).toBe("unknown");
	});

	test("adds up the first import", () => {
		const half = status(
			"importing",
			entity({ import_done: "50", import_expected: "100" }),
			entity({ import_done: "0", import_expected: "100" }),
		);
		expect(importShare(half)).toBe(0.25);
		expect(importShare(status("importing", entity({ import_expected: "0" })))).toBeUndefined();
	});
});
