// What the answer's people are to each other. Everything is by index into the list as it came.
import type { ReferralGraphNode } from "@/api/client";
import type { SizeBy } from "@/features/referral-graph/search";

export type People = {
	nodes: readonly ReferralGraphNode[];
	at: ReadonlyMap<string, number>;
	parents: Int32Array;
};

export function peopleOf(nodes: readonly ReferralGraphNode[]): People {
	const at = new Map(nodes.map((node, index) => [node.id, index]));
	const parents = Int32Array.from(nodes, (node) =>
		node.parent_id === undefined ? -1 : (at.get(node.parent_id) ?? -1),
	);
	return { nodes, at, parents };
}

/** Radius of a dot: one for who invited nobody, slowly more with the branch; a tenfold branch is a few dots wider. */
export function dotOf(node: ReferralGraphNode, by: SizeBy): number {
	const weight = by === "branch" ? node.branch_size : Number(node.branch_net_kopeks) / 50_000;
	return 1 + 0.75 * Math.log2(1 + Math.max(0, weight));
}

export const dotsOf = (people: People, by: SizeBy): Float32Array =>
	Float32Array.from(people.nodes, (node) => dotOf(node, by));

/** From the top down to the inviter; the walk ends where a loop would begin. */
export function aboveOf(people: People, index: number): number[] {
	const way: number[] = [];
	for (let up = people.parents[index] ?? -1; up >= 0 && !way.includes(up); up = people.parents[up] ?? -1)
		way.unshift(up);
	return way;
}

/** Everybody whom the way up leads to `index`, and `index` itself. */
export function branchOf(people: People, index: number): Set<number> {
	const inside = new Set([index]);
	const known = new Int8Array(people.parents.length); // 1 inside, -1 outside
	known[index] = 1;
	for (let at = 0; at < people.parents.length; at++) {
		const way: number[] = [];
		let up = at;
		while (up >= 0 && known[up] === 0) {
			known[up] = -1;
			way.push(up);
			up = people.parents[up] ?? -1;
		}
		if (up < 0 || known[up] !== 1) continue;
		for (const each of way) {
			known[each] = 1;
			inside.add(each);
		}
	}
	return inside;
}

/** The directly invited, the largest first. */
export function invitedOf(people: People, index: number, by: SizeBy): number[] {
	const found: number[] = [];
	people.parents.forEach((parent, at) => {
		if (parent === index) found.push(at);
	});
	return found.sort(bySize(people, by));
}

/** Order of branches, the largest first. Roubles beyond what a float counts exactly differ by less than anyone sees. */
export function bySize({ nodes }: People, by: SizeBy): (a: number, b: number) => number {
	const weight = (at: number) =>
		by === "branch" ? (nodes[at]?.branch_size ?? 0) : Number(nodes[at]?.branch_net_kopeks ?? 0);
	return (a, b) => weight(b) - weight(a) || a - b;
}

/** People whose name or number begins with, then those whose name contains the text; `@` is no part of a name. */
export function findIn(people: People, text: string, most: number): number[] {
	const wanted = text.trim().toLowerCase().replace(/^[@#]/, "");
	if (wanted === "") return [];
	const first: number[] = [];
	const later: number[] = [];
	for (let at = 0; at < people.nodes.length && first.length < most; at++) {
		const node = people.nodes[at] as ReferralGraphNode;
		const name = node.label.toLowerCase().replace(/^@/, "");
		if (node.id === wanted) first.unshift(at);
		else if (name.startsWith(wanted) || node.id.startsWith(wanted)) first.push(at);
		else if (later.length < most && name.includes(wanted)) later.push(at);
	}
	return [...first, ...later].slice(0, most);
}
