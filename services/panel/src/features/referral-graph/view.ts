// The drawing itself: sigma on WebGL. Knows nothing of React; it names people by their number.
import { UndirectedGraph } from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram, NodePointProgram } from "sigma/rendering";
import type { NodeDisplayData } from "sigma/types";
import { branchOf, type People } from "@/features/referral-graph/forest";
import type { Look } from "@/features/referral-graph/look";
import type { Scene } from "@/features/referral-graph/use-layout";
import { drawnBySoftware } from "@/features/referral-graph/webgl";

type Dot = { x: number; y: number; size: number; label: string; index: number; note?: string };
type Line = { index: number };

export type Callbacks = {
	onPick: (id: string | undefined) => void;
	/** Second line of the label under the pointer. */
	noteOf: (index: number) => string;
	/** The browser took the WebGL context away. */
	onLost: () => void;
	onDrawn: (count: number) => void;
};

const FLIGHT = 320;
/** Lines that a processor cannot draw anew for every frame. */
const MANY = 3000;
/** Around a small branch so much is shown too, in the unit of the dots. */
const NEAR = 18;

export class GraphView {
	private readonly sigma: Sigma<Dot, Line>;
	private scene: Scene | undefined;
	private bounds = { x: 0, y: 0, radius: 1 };
	private look: Look;
	private focused: number | undefined;
	/** Who stands out: the focused branch and the way up from it. */
	private lit: ReadonlySet<number> | undefined;
	private readonly still: boolean;
	/** The processor draws, not a graphics card. */
	private readonly slow = drawnBySoftware();

	constructor(
		box: HTMLElement,
		look: Look,
		private readonly callbacks: Callbacks,
	) {
		this.look = look;
		this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
		this.sigma = new Sigma<Dot, Line>(new UndirectedGraph<Dot, Line>(), box, {
			allowInvalidContainer: true,
			itemSizesReference: "positions",
			zoomToSizeRatioFunction: (ratio) => ratio,
			// Points and lines of one draw call each: instanced circles take half a second a frame where the processor draws.
			nodeProgramClasses: { circle: NodePointProgram },
			edgeProgramClasses: { line: EdgeLineProgram },
			hideLabelsOnMove: true,
			labelRenderedSizeThreshold: 7,
			labelDensity: 0.6,
			labelGridCellSize: 140,
			labelSize: 12,
			labelWeight: "500",
			minCameraRatio: 0.002,
			maxCameraRatio: 2,
			stagePadding: 16,
			nodeReducer: (_, dot) => this.dotLook(dot),
			edgeReducer: (_, line) => this.lineLook(line),
			defaultDrawNodeHover: (context, data) => this.drawHover(context, data),
		});
		this.dress();
		quietWhileDragged(this.sigma);
		this.sigma.on("clickNode", ({ node }) => callbacks.onPick(node));
		this.sigma.on("clickStage", () => callbacks.onPick(undefined));
		this.sigma.on("enterNode", () => this.point("pointer"));
		this.sigma.on("leaveNode", () => this.point("grab"));
		this.sigma.getCanvases().nodes?.addEventListener("webglcontextlost", callbacks.onLost);
		this.point("grab");
	}

	/** Draws a scene in place of the one before; the camera stays. */
	show(scene: Scene): void {
		this.scene = scene;
		const graph = graphOf(scene);
		const { x, y, radius } = boundsOf(scene);
		this.bounds = { x, y, radius };
		this.light();
		this.sigma.setSetting("hideEdgesOnMove", this.slow && scene.people.nodes.length > MANY);
		this.sigma.setCustomBBox({ x: [x - radius, x + radius], y: [y - radius, y + radius] });
		this.sigma.once("afterRender", () => this.callbacks.onDrawn(scene.people.nodes.length));
		this.sigma.setGraph(graph);
	}

	paint(look: Look): void {
		this.look = look;
		this.dress();
		this.sigma.refresh({ skipIndexation: true });
	}

	/** Lets a branch stand out, or nothing. */
	focus(index: number | undefined): void {
		if (index === this.focused && (index === undefined) === (this.lit === undefined)) return;
		this.focused = index;
		this.light();
		this.sigma.refresh({ skipIndexation: true });
	}

	/** The camera goes where the branch fills the picture. */
	flyTo(index: number): void {
		const placed = this.scene?.placed;
		const [x, y, r] = [placed?.branchX[index], placed?.branchY[index], placed?.branchRadius[index]];
		if (x === undefined || y === undefined || r === undefined) return;
		const width = this.bounds.radius * 2;
		this.move({
			x: 0.5 + (x - this.bounds.x) / width,
			y: 0.5 + (y - this.bounds.y) / width,
			ratio: Math.min(1.1, (Math.max(r, NEAR) * 2.3) / width),
		});
	}

	/** Above one goes nearer. */
	zoom(factor: number): void {
		this.move({ ratio: this.sigma.getCamera().ratio / factor });
	}

	/** By parts of the picture. */
	pan(dx: number, dy: number): void {
		const { x, y, ratio } = this.sigma.getCamera();
		this.move({ x: x + dx * ratio, y: y + dy * ratio });
	}

	fit(): void {
		this.move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
	}

	kill(): void {
		this.sigma.getCanvases().nodes?.removeEventListener("webglcontextlost", this.callbacks.onLost);
		this.sigma.kill();
	}

	private move(state: { x?: number; y?: number; ratio?: number; angle?: number }): void {
		const camera = this.sigma.getCamera();
		const valid = camera.validateState(state);
		if (this.still) camera.setState(valid);
		else void camera.animate(valid, { duration: FLIGHT });
	}

	private point(cursor: string): void {
		this.sigma.getContainer().style.cursor = cursor;
	}

	private light(): void {
		const people = this.scene?.people;
		if (!people || this.focused === undefined || this.focused >= people.nodes.length) {
			this.lit = undefined;
			return;
		}
		const lit = branchOf(people, this.focused);
		for (let up = people.parents[this.focused] ?? -1; up >= 0 && !lit.has(up); up = people.parents[up] ?? -1)
			lit.add(up);
		this.lit = lit;
	}

	private dress(): void {
		this.sigma.setSettings({ labelFont: this.look.font, labelColor: { color: this.look.text } });
	}

	private dotLook(dot: Dot): Partial<NodeDisplayData> {
		const person = this.scene?.people.nodes[dot.index];
		const faded = this.lit !== undefined && !this.lit.has(dot.index);
		const focused = this.lit !== undefined && dot.index === this.focused;
		const plain = person?.paid ? this.look.paid : this.look.unpaid;
		return {
			...dot,
			color: focused ? this.look.accent : faded ? this.look.fadedDot : plain,
			label: faded ? null : dot.label,
			highlighted: focused,
			forceLabel: focused,
		};
	}

	private lineLook(line: Line): { color: string } {
		const lit = this.lit === undefined || this.lit.has(line.index);
		return { color: lit ? this.look.edge : this.look.fadedEdge };
	}

	private drawHover(
		context: CanvasRenderingContext2D,
		data: { x: number; y: number; size: number; label: string | null; index?: number },
	): void {
		const { look } = this;
		context.beginPath();
		context.arc(data.x, data.y, data.size + 3, 0, Math.PI * 2);
		context.lineWidth = 2;
		context.strokeStyle = look.text;
		context.stroke();
		const lines = [data.label ?? "", data.index === undefined ? "" : this.callbacks.noteOf(data.index)];
		context.font = `500 12px ${look.font}`;
		const width = Math.max(...lines.map((line) => context.measureText(line).width)) + 16;
		const limit = context.canvas.clientWidth;
		const right = data.x + data.size + 10;
		const left = right + width > limit ? Math.max(4, data.x - data.size - 10 - width) : right;
		const top = Math.max(4, data.y - 20);
		context.beginPath();
		context.roundRect(left, top, width, 40, 6);
		context.fillStyle = look.raised;
		context.fill();
		context.lineWidth = 1;
		context.strokeStyle = look.line;
		context.stroke();
		context.fillStyle = look.text;
		context.fillText(lines[0] as string, left + 8, top + 16);
		context.fillStyle = look.muted;
		context.fillText(lines[1] as string, left + 8, top + 32);
	}
}

/** Asking what is under the pointer waits for the whole picture to be drawn; nobody needs to know it while dragging. */
function quietWhileDragged(sigma: Sigma<Dot, Line>): void {
	const inner = sigma as unknown as { getNodeAtPosition: (at: { x: number; y: number }) => string | null };
	const ask = inner.getNodeAtPosition.bind(sigma);
	const mouse = sigma.getMouseCaptor();
	inner.getNodeAtPosition = (at) => (mouse.isMouseDown && mouse.isMoving ? null : ask(at));
}

function graphOf({ people, placed, dots }: Scene): UndirectedGraph<Dot, Line> {
	const graph = new UndirectedGraph<Dot, Line>({ allowSelfLoops: false, multi: false });
	people.nodes.forEach((node, index) => {
		graph.mergeNode(node.id, {
			x: placed.x[index] as number,
			y: placed.y[index] as number,
			size: dots[index] as number,
			label: node.label || `#${node.id}`,
			index,
		});
	});
	addLines(graph, people);
	return graph;
}

function addLines(graph: UndirectedGraph<Dot, Line>, { nodes, parents }: People): void {
	nodes.forEach((node, index) => {
		const above = nodes[parents[index] as number];
		if (above && above.id !== node.id && !graph.hasEdge(node.id, above.id))
			graph.addEdge(node.id, above.id, { index });
	});
}

/** The square that the whole forest lies in. */
function boundsOf({ placed, people }: Scene): { x: number; y: number; radius: number } {
	let [left, right, low, high] = [
		Number.POSITIVE_INFINITY,
		Number.NEGATIVE_INFINITY,
		Number.POSITIVE_INFINITY,
		Number.NEGATIVE_INFINITY,
	];
	for (let at = 0; at < people.nodes.length; at++) {
		if ((people.parents[at] as number) >= 0) continue;
		const [x, y, r] = [placed.branchX[at], placed.branchY[at], placed.branchRadius[at]] as [
			number,
			number,
			number,
		];
		left = Math.min(left, x - r);
		right = Math.max(right, x + r);
		low = Math.min(low, y - r);
		high = Math.max(high, y + r);
	}
	if (!Number.isFinite(left)) return { x: 0, y: 0, radius: 1 };
	return { x: (left + right) / 2, y: (low + high) / 2, radius: Math.max(right - left, high - low) / 2 };
}
