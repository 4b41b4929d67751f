import { expect, test } from "vitest";
import type { ReferralGraphNode } from "@/api/client";
import {
	aboveOf,
	branchOf,
	bySize,
	dotOf,
	findIn,
	invitedOf,
	peopleOf,
} from "@/features/referral-graph/forest";
import { mix } from "@/features/referral-graph/look";
import { graphQueryOf, readGraphSearch } from "@/features/referral-graph/search";

const person = (
	id: string,
	parent: string | undefined,
	more: Partial<ReferralGraphNode> = {},
): ReferralGraphNode => ({
	id,
	...(parent && { parent_id: parent }),
	label: `Person ${id}`,
	paid: false,
	net_kopeks: "0",
	invited: 0,
	branch_size: 0,
	branch_net_kopeks: "0",
	depth: 0,
	gone: false,
	outside: false,
	...more,
});

// 1 invited 2 and 3, 2 invited 4, 4 invited 5; 6 is alone; 7 names somebody who is not shown.
const people = peopleOf([
	person("1", undefined, { branch_size: 4, branch_net_kopeks: "100", label: "Анна Котова" }),
	person("2", "1", { branch_size: 2, branch_net_kopeks: "900" }),
	person("3", "1", { branch_net_kopeks: "0", label: "@anna_kot" }),
	person("4", "2", { branch_size: 1 }),
	person("5", "4"),
	person("6", undefined),
	person("7", "999", { label: "" }),
]);

test("the way up and the branch below", () => {
	expect([...people.parents]).toEqual([-1, 0, 0, 1, 3, -1, -1]);
	expect(aboveOf(people, 4)).toEqual([0, 1, 3]);
	expect([...branchOf(people, 1)].sort()).toEqual([1, 3, 4]);
	expect([...branchOf(people, 5)]).toEqual([5]);
	expect(invitedOf(people, 0, "branch")).toEqual([1, 2]);
});

test("a loop in the answer ends the walks", () => {
	const loop = peopleOf([person("1", "2"), person("2", "1"), person("3", "2")]);
	expect(aboveOf(loop, 2).length).toBeLessThanOrEqual(3);
	expect(branchOf(loop, 0).has(0)).toBe(true);
});

test("size follows what was chosen", () => {
	expect([0, 1, 2, 3].sort(bySize(people, "branch"))).toEqual([0, 1, 3, 2]);
	expect([0, 1, 2, 3].sort(bySize(people, "net"))).toEqual([1, 0, 2, 3]);
	const [first, , leaf] = people.nodes as [ReferralGraphNode, ReferralGraphNode, ReferralGraphNode];
	expect(dotOf(leaf, "branch")).toBe(1);
	expect(dotOf(first, "branch")).toBeGreaterThan(dotOf(leaf, "branch"));
	// More refunded than paid makes no dot smaller than a point.
	expect(dotOf({ ...leaf, branch_net_kopeks: "-500000" }, "net")).toBe(1);
});

test("people are found by name, @username and number", () => {
	expect(findIn(people, "кот", 5)).toEqual([0]);
	expect(findIn(people, "@anna", 5)).toEqual([2]);
	expect(findIn(people, "#7", 5)).toEqual([6]);
	expect(findIn(people, "person", 2)).toHaveLength(2);
	expect(findIn(people, "  ", 5)).toEqual([]);
});

test("colours are mixed, short ones too", () => {
	expect(mix("#000000", "#fff", 0.5)).toBe("#808080");
	expect(mix("#38a7f5", "#000000", 1)).toBe("#38a7f5");
});

test("the address holds the question; what makes no sense is dropped", () => {
	const search = readGraphSearch({ root: "12", focus: "x", size: "money", period: "7d" });
	expect(search).toEqual({ root: "12", period: "7d" });
	expect(graphQueryOf(search, "2026-11-25")).toEqual({ root: "12", from: "2026-11-19" });
	expect(graphQueryOf({}, "2026-11-25")).toEqual({ root: undefined });
});
