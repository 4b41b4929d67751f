// Where everybody of a forest stands: every branch is a circle, and circles of one inviter never overlap.
// Pure and deterministic; its cost grows a little faster than the number of people. Broken input (unknown inviters, loops) is drawn as separate trees.

import { type Circle, pack } from "@/features/referral-graph/pack";

export type Forest = {
	/** Index of the inviter, -1 at the top. */
	parents: Int32Array;
	/** Radius of each one's own dot. */
	dots: Float32Array;
};

export type Placed = {
	x: Float32Array;
	y: Float32Array;
	/** The circle around the whole branch of each one, themselves included. */
	branchX: Float32Array;
	branchY: Float32Array;
	branchRadius: Float32Array;
};

/** Room around a dot and between branches, in the unit of the dots. */
const GAP = 0.4;

/** Parents without loops and strangers, and an order in which everybody comes after their inviter. */
export function orderOf(parents: Int32Array): { order: Int32Array; parents: Int32Array } {
	const count = parents.length;
	const clean = Int32Array.from(parents, (parent, at) =>
		parent >= 0 && parent < count && parent !== at ? parent : -1,
	);
	const state = new Uint8Array(count); // 1 on the way up now, 2 known to lead to a top
	const way: number[] = [];
	for (let at = 0; at < count; at++) {
		let up = at;
		while (up >= 0 && state[up] === 0) {
			state[up] = 1;
			way.push(up);
			up = clean[up] as number;
		}
		// Came back to the way itself: the loop is cut where it was entered.
		if (up >= 0 && state[up] === 1) clean[up] = -1;
		for (const each of way) state[each] = 2;
		way.length = 0;
	}
	const { start, children } = childrenOf(clean);
	const order = new Int32Array(count);
	let end = 0;
	for (let at = 0; at < count; at++) if (clean[at] === -1) order[end++] = at;
	for (let next = 0; next < end; next++) {
		const at = order[next] as number;
		for (let i = start[at] as number; i < (start[at + 1] as number); i++)
			order[end++] = children[i] as number;
	}
	return { order, parents: clean };
}

/** Everybody's invited, side by side: those of `at` are children[start[at]] to children[start[at + 1] - 1]. */
function childrenOf(parents: Int32Array): { start: Int32Array; children: Int32Array } {
	const count = parents.length;
	const start = new Int32Array(count + 1);
	for (const parent of parents) if (parent >= 0) start[parent + 1] = (start[parent + 1] as number) + 1;
	for (let at = 0; at < count; at++) start[at + 1] = (start[at + 1] as number) + (start[at] as number);
	const free = start.slice();
	const children = new Int32Array(start[count] as number);
	for (let at = 0; at < count; at++) {
		const parent = parents[at] as number;
		if (parent < 0) continue;
		children[free[parent] as number] = at;
		free[parent] = (free[parent] as number) + 1;
	}
	return { start, children };
}

/** Lays a whole forest out: branches from the bottom up, places from the top down. */
export function layout(forest: Forest): Placed {
	const { order, parents } = orderOf(forest.parents);
	const count = parents.length;
	const { start, children } = childrenOf(parents);
	const radius = new Float64Array(count); // of the branch
	const dotX = new Float64Array(count); // one's dot, seen from the middle of one's branch
	const dotY = new Float64Array(count);
	const inX = new Float64Array(count); // the middle of one's branch, seen from the middle of the inviter's
	const inY = new Float64Array(count);
	const bySize = (a: number, b: number) => (radius[b] as number) - (radius[a] as number) || a - b;

	const settle = (at: number) => {
		const dot = { x: 0, y: 0, r: (forest.dots[at] as number) + GAP / 2 };
		const theirs = Array.from(children.subarray(start[at], start[at + 1])).sort(bySize);
		if (theirs.length === 0) {
			radius[at] = dot.r;
			return;
		}
		const circles = theirs.map((child) => ({ x: 0, y: 0, r: radius[child] as number }));
		// The inviter in the middle, the large branches next to them, the small ones in what room is left around.
		const all = pack([dot, ...circles]);
		radius[at] = all.r + GAP / 2;
		dotX[at] = dot.x - all.x;
		dotY[at] = dot.y - all.y;
		theirs.forEach((child, i) => {
			const circle = circles[i] as Circle;
			inX[child] = circle.x - all.x;
			inY[child] = circle.y - all.y;
		});
	};
	for (let i = count - 1; i >= 0; i--) settle(order[i] as number);

	const tops = Array.from(order.filter((at) => parents[at] === -1)).sort(bySize);
	const circles = tops.map((at) => ({ x: 0, y: 0, r: (radius[at] as number) + GAP }));
	pack(circles);
	tops.forEach((at, i) => {
		inX[at] = (circles[i] as Circle).x;
		inY[at] = (circles[i] as Circle).y;
	});
	return place({ order, parents, radius, dotX, dotY, inX, inY });
}

type Settled = {
	order: Int32Array;
	parents: Int32Array;
	radius: Float64Array;
	dotX: Float64Array;
	dotY: Float64Array;
	inX: Float64Array;
	inY: Float64Array;
};

/** From the top down; every branch is turned so that its own inviter looks at the one above. */
function place({ order, parents, radius, dotX, dotY, inX, inY }: Settled): Placed {
	const count = parents.length;
	const turn = new Float64Array(count);
	const [x, y] = [new Float64Array(count), new Float64Array(count)];
	const [branchX, branchY] = [new Float64Array(count), new Float64Array(count)];
	for (const at of order) {
		const parent = parents[at] as number;
		const [px, py, turned] =
			parent < 0 ? [0, 0, 0] : [branchX[parent] as number, branchY[parent] as number, turn[parent] as number];
		const [ix, iy] = [inX[at] as number, inY[at] as number];
		const bx = px + ix * Math.cos(turned) - iy * Math.sin(turned);
		const by = py + ix * Math.sin(turned) + iy * Math.cos(turned);
		const [dx, dy] = [dotX[at] as number, dotY[at] as number];
		const off = Math.hypot(dx, dy) > 1e-9;
		const angle =
			parent < 0 || !off
				? turned
				: Math.atan2((y[parent] as number) - by, (x[parent] as number) - bx) - Math.atan2(dy, dx);
		turn[at] = angle;
		branchX[at] = bx;
		branchY[at] = by;
		x[at] = bx + dx * Math.cos(angle) - dy * Math.sin(angle);
		y[at] = by + dx * Math.sin(angle) + dy * Math.cos(angle);
	}
	const short = (long: Float64Array) => Float32Array.from(long);
	return {
		x: short(x),
		y: short(y),
		branchX: short(branchX),
		branchY: short(branchY),
		branchRadius: short(radius),
	};
}
