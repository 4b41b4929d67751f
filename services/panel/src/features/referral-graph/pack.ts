// Packs circles side by side, and finds a circle around them. After "Visualization of Large Hierarchical Data by Circle Packing" (Wang et al., 2006):
// a new circle touches two neighbours of the front, the closed chain of circles at the rim; where it would cut a third, the front is shortened to it.

export type Circle = { x: number; y: number; r: number };

/** Several times as fast as Math.hypot, and these are no extreme numbers. */
const length = (x: number, y: number) => Math.sqrt(x * x + y * y);

/** Places the circles around the first, in their order: none overlaps another. Answers the circle around them. */
export function pack(circles: readonly Circle[]): Circle {
	if (circles.length === 0) return { x: 0, y: 0, r: 0 };
	const rim = placed(circles);
	const { x, y } = around(rim);
	return { x, y, r: reach(circles, x, y).distance };
}

/** Places them and answers those at the rim. */
function placed(circles: readonly Circle[]): readonly Circle[] {
	const [first, second, third] = circles;
	if (first) [first.x, first.y] = [0, 0];
	if (first && second) [second.x, second.y] = [first.r + second.r, 0];
	if (!first || !second || !third) return circles;
	touch(third, second, first);
	const front = frontOf(circles);
	front.link(0, 1);
	front.link(1, 2);
	front.link(2, 0);
	let [a, b] = nearest(front, 0);
	for (let at = 3; at < circles.length; ) {
		const circle = circles[at] as Circle;
		touch(circle, circles[a] as Circle, circles[b] as Circle);
		const cut = firstCut(front, circles, circle, a, b);
		if (cut) {
			if (cut.ahead) b = cut.at;
			else a = cut.at;
			front.link(a, b);
			continue;
		}
		front.link(a, at);
		front.link(at, b);
		[a, b] = nearest(front, at);
		at++;
	}
	const rim = [circles[a] as Circle];
	for (let at = front.next[a] as number; at !== a; at = front.next[at] as number)
		rim.push(circles[at] as Circle);
	return rim;
}

type Front = {
	next: Int32Array;
	previous: Int32Array;
	/** How far from the middle each touches its next one; squared. */
	away: Float64Array;
	link: (a: number, b: number) => void;
};

function frontOf(circles: readonly Circle[]): Front {
	const next = new Int32Array(circles.length);
	const previous = new Int32Array(circles.length);
	const away = new Float64Array(circles.length);
	const link = (at: number, to: number) => {
		next[at] = to;
		previous[to] = at;
		const [a, b] = [circles[at] as Circle, circles[to] as Circle];
		const x = (a.x * b.r + b.x * a.r) / (a.r + b.r);
		const y = (a.y * b.r + b.y * a.r) / (a.r + b.r);
		away[at] = x * x + y * y;
	};
	return { next, previous, away, link };
}

/** Puts a circle on the outer side of two that the front goes through from a to b, touching both. */
function touch(circle: Circle, a: Circle, b: Circle): void {
	const [dx, dy] = [b.x - a.x, b.y - a.y];
	const apart = length(dx, dy) || 1e-9;
	const [toA, toB] = [a.r + circle.r, b.r + circle.r];
	// Neighbours of a shortened front need not touch; then the place is where both distances meet, or straight between them.
	const along = (apart * apart + toA * toA - toB * toB) / (2 * apart);
	const aside = Math.sqrt(Math.max(0, toA * toA - along * along));
	circle.x = a.x + (dx * along + dy * aside) / apart;
	circle.y = a.y + (dy * along - dx * aside) / apart;
}

const overlap = (a: Circle, b: Circle) => a.r + b.r - length(a.x - b.x, a.y - b.y) > 1e-6;

/** The circle of the front that the new one would cut and that is nearest along the front, looked for both ways. */
function firstCut(
	{ next, previous }: Front,
	circles: readonly Circle[],
	circle: Circle,
	a: number,
	b: number,
): { at: number; ahead: boolean } | undefined {
	let ahead = next[b] as number;
	let behind = previous[a] as number;
	let wayAhead = (circles[b] as Circle).r;
	let wayBehind = (circles[a] as Circle).r;
	for (let left = circles.length; left > 0; left--) {
		const last = ahead === behind;
		if (wayAhead <= wayBehind) {
			if (ahead !== a && overlap(circles[ahead] as Circle, circle)) return { at: ahead, ahead: true };
			wayAhead += (circles[ahead] as Circle).r;
			ahead = next[ahead] as number;
		} else {
			if (behind !== b && overlap(circles[behind] as Circle, circle)) return { at: behind, ahead: false };
			wayBehind += (circles[behind] as Circle).r;
			behind = previous[behind] as number;
		}
		if (last) return undefined;
	}
	return undefined;
}

/** The pair of neighbours whose touching point is nearest to the middle: there the next circle goes. */
function nearest({ next, away }: Front, start: number): [number, number] {
	let best = start;
	for (let at = next[start] as number; at !== start; at = next[at] as number)
		if ((away[at] as number) < (away[best] as number)) best = at;
	return [best, next[best] as number];
}

/** A circle around all of them: its centre nearly the best, its radius certain. */
export function around(circles: readonly Circle[]): Circle {
	const [only, other] = circles;
	if (only && circles.length === 1) return { ...only };
	if (only && other && circles.length === 2) return aroundTwo(only, other);
	let best = middleOf(circles);
	let { x, y } = best;
	for (let step = 2; step <= 48; step++) {
		const { far, distance } = reach(circles, x, y);
		if (distance < best.r) best = { x, y, r: distance };
		const apart = distance - far.r;
		if (apart < 1e-9) break;
		// Towards the farthest point, by steps that grow shorter.
		const part = Math.min(1, distance / (step + 1) / apart);
		x += (far.x - x) * part;
		y += (far.y - y) * part;
	}
	return best;
}

function middleOf(circles: readonly Circle[]): Circle {
	let [x, y, weight] = [0, 0, 0];
	for (const circle of circles) {
		const area = circle.r * circle.r;
		x += circle.x * area;
		y += circle.y * area;
		weight += area;
	}
	x /= weight || 1;
	y /= weight || 1;
	return { x, y, r: reach(circles, x, y).distance };
}

function aroundTwo(a: Circle, b: Circle): Circle {
	const apart = length(b.x - a.x, b.y - a.y);
	if (apart + b.r <= a.r) return { ...a };
	if (apart + a.r <= b.r) return { ...b };
	const r = (apart + a.r + b.r) / 2;
	const share = (r - a.r) / apart;
	return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, r };
}

function reach(circles: readonly Circle[], x: number, y: number): { far: Circle; distance: number } {
	let far = circles[0] as Circle;
	let distance = -1;
	for (const circle of circles) {
		const to = length(circle.x - x, circle.y - y) + circle.r;
		if (to > distance) {
			far = circle;
			distance = to;
		}
	}
	return { far, distance };
}
