import { expect, test } from "vitest";
import { layout, orderOf, type Placed } from "@/features/referral-graph/layout";
import { pack } from "@/features/referral-graph/pack";
import { forestOf } from "../../dev/forest.mjs";

const SLACK = 1e-2; // places are single precision

function laid(parents: number[], dot = 1): Placed {
	return layout({ parents: Int32Array.from(parents), dots: new Float32Array(parents.length).fill(dot) });
}

/** Every branch lies in that of its inviter, and branches side by side do not touch. */
function sound(parents: ArrayLike<number>, placed: Placed): void {
	const { x, y, branchX, branchY, branchRadius } = placed;
	const at = (list: Float32Array, i: number) => list[i] as number;
	const apart = (a: number, b: number) =>
		Math.hypot(at(branchX, a) - at(branchX, b), at(branchY, a) - at(branchY, b));
	const siblings = new Map<number, number[]>();
	let escaped = 0;
	let overlaps = 0;
	for (let i = 0; i < parents.length; i++) {
		const parent = parents[i] as number;
		siblings.set(parent, [...(siblings.get(parent) ?? []), i]);
		if (![at(x, i), at(y, i), at(branchRadius, i)].every(Number.isFinite))
			throw new Error(`no place for ${i}`);
		const toDot = Math.hypot(at(x, i) - at(branchX, i), at(y, i) - at(branchY, i));
		if (toDot > at(branchRadius, i)) escaped++;
		if (parent >= 0 && apart(i, parent) + at(branchRadius, i) > at(branchRadius, parent) + SLACK) escaped++;
	}
	for (const list of siblings.values()) {
		for (let a = 0; a < list.length; a++) {
			for (let b = a + 1; b < list.length; b++) {
				const [one, other] = [list[a] as number, list[b] as number];
				if (apart(one, other) + SLACK < at(branchRadius, one) + at(branchRadius, other)) overlaps++;
			}
		}
	}
	expect({ escaped, overlaps }).toEqual({ escaped: 0, overlaps: 0 });
}

const random = (seed: number) => () => {
	seed = (seed * 1664525 + 1013904223) % 4294967296;
	return seed / 4294967296;
};

test("branches never overlap, whatever the forest", () => {
	for (let seed = 1; seed <= 40; seed++) {
		const next = random(seed);
		const count = 1 + Math.floor(next() * 200);
		const deep = next();
		const parents = Array.from({ length: count }, (_, i) =>
			i === 0 || next() < 0.1 ? -1 : next() < deep ? i - 1 : Math.floor(next() * i),
		);
		sound(parents, laid(parents, 0.5 + next() * 3));
	}
});

test("a star, a chain and a lonely one", () => {
	const star = [-1, ...Array<number>(500).fill(0)];
	const chain = Array.from({ length: 300 }, (_, i) => i - 1);
	for (const parents of [star, chain, [-1], []]) sound(parents, laid(parents));
	// A chain grows by its links, not by doubling at each.
	expect(laid(chain).branchRadius[0]).toBeLessThan(300 * 3);
});

test("the same forest is laid out the same", () => {
	const { items } = forestOf(5000, String);
	const index = new Map(items.map((node, i) => [node.id, i]));
	const parents = Int32Array.from(items, (node) => (node.parent_id ? (index.get(node.parent_id) ?? -1) : -1));
	const dots = Float32Array.from(items, (node) => 1 + Math.log2(1 + node.branch_size));
	const once = layout({ parents, dots });
	const again = layout({ parents, dots });
	expect(again).toEqual(once);
	sound(parents, once);
});

test("loops, strangers and self-invitations are cut, nobody is lost", () => {
	const { order, parents } = orderOf(Int32Array.from([1, 2, 0, 3, 99, 0, -5]));
	expect([...order].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
	const seen = new Set<number>();
	for (const at of order) {
		const parent = parents[at] as number;
		expect(parent === -1 || seen.has(parent)).toBe(true);
		seen.add(at);
	}
	sound([...parents], laid([1, 2, 0, 3, 99, 0, -5]));
});

test("packed circles do not overlap, and the circle around them holds them all", () => {
	const next = random(3);
	for (let round = 0; round < 200; round++) {
		const circles = Array.from({ length: 2 + Math.floor(next() * 30) }, () => ({
			x: 0,
			y: 0,
			r: 0.2 + next() * 9,
		}));
		const all = pack(circles);
		circles.forEach(({ x, y, r }, at) => {
			for (const other of circles.slice(at + 1))
				expect(Math.hypot(x - other.x, y - other.y)).toBeGreaterThan(r + other.r - 1e-4);
		});
		for (const { x, y, r } of circles)
			expect(Math.hypot(x - all.x, y - all.y) + r).toBeLessThan(all.r + 1e-6);
	}
});
