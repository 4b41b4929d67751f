import { type KeyboardEvent, type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";
import { readLook } from "@/features/referral-graph/look";
import type { Scene } from "@/features/referral-graph/use-layout";
import { GraphView } from "@/features/referral-graph/view";
import { useResolvedTheme } from "@/lib/theme";
import { useFormat } from "@/lib/use-format";

export type GraphHandle = {
	zoom: (factor: number) => void;
	fit: () => void;
};

type Props = {
	scene: Scene;
	/** Everything has come: what is drawn now is the whole. */
	complete: boolean;
	focus: string | undefined;
	onPick: (id: string | undefined) => void;
	onLost: () => void;
	handle: RefObject<GraphHandle | null>;
	describedBy: string;
};

const STEP = 0.12;
const PANS: Record<string, [number, number]> = {
	ArrowLeft: [-STEP, 0],
	ArrowRight: [STEP, 0],
	ArrowUp: [0, STEP],
	ArrowDown: [0, -STEP],
};

/** The forest on WebGL: drag, wheel, click; arrows walk when it has the focus. */
export default function GraphCanvas({ scene, complete, focus, onPick, onLost, handle, describedBy }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const box = useRef<HTMLDivElement>(null);
	const view = useRef<GraphView>(undefined);
	const theme = useResolvedTheme();
	const flown = useRef<string>(undefined);
	const note = (index: number): string => {
		const node = scene.people.nodes[index];
		if (!node) return "";
		const paid = t(node.paid ? "graph.paid" : "graph.unpaid");
		return t("graph.note", { paid, size: f.count(node.branch_size), sum: f.money(node.branch_net_kopeks) });
	};
	const now = useRef({ complete, onPick, onLost, note });
	now.current = { complete, onPick, onLost, note };

	useEffect(() => {
		if (!box.current) return;
		const made = new GraphView(box.current, readLook(box.current), {
			onPick: (id) => now.current.onPick(id),
			noteOf: (index) => now.current.note(index),
			onLost: () => now.current.onLost(),
			onDrawn: (count) => {
				if (box.current) box.current.dataset.drawn = String(count);
				if (now.current.complete) performance.mark("referral-graph:drawn");
			},
		});
		view.current = made;
		return () => {
			made.kill();
			view.current = undefined;
		};
	}, []);

	useEffect(() => view.current?.show(scene), [scene]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: the tokens change with the theme
	useEffect(() => {
		if (box.current) view.current?.paint(readLook(box.current));
	}, [theme]);

	useEffect(() => {
		// The picture may be older than the choice: who is not in it yet is waited for.
		const index = focus === undefined ? undefined : scene.people.at.get(focus);
		view.current?.focus(index);
		// Once for a choice; until everything has come it moves with the picture.
		const place = index === undefined ? undefined : `${focus} ${scene.people.nodes.length}`;
		if (index !== undefined && place !== flown.current) view.current?.flyTo(index);
		flown.current = place;
	}, [focus, scene]);

	useImperativeHandle(
		handle,
		() => ({
			zoom: (factor) => view.current?.zoom(factor),
			fit: () => view.current?.fit(),
		}),
		[],
	);

	const onKeyDown = (event: KeyboardEvent) => {
		const pan = PANS[event.key];
		if (!pan || event.ctrlKey || event.metaKey || event.altKey) return;
		event.preventDefault();
		view.current?.pan(...pan);
	};
	return (
		<div
			ref={box}
			role="application"
			aria-label={t("graph.label")}
			aria-describedby={describedBy}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows work while it has the focus
			tabIndex={0}
			onKeyDown={onKeyDown}
			data-testid="graph"
			className="absolute inset-0 touch-none overflow-hidden outline-offset-[-2px]"
		/>
	);
}
