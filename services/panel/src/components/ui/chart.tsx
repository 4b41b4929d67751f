import type { EChartsType } from "echarts/core";
import { useEffect, useRef, useState } from "react";
import { chartOption } from "@/components/ui/chart-option";
import type { Drawing } from "@/components/ui/drawing";
import { Skeleton } from "@/components/ui/skeleton";
import { useMedia } from "@/lib/media";
import { useResolvedTheme } from "@/lib/theme";

export type ChartHandle = { png: () => string | undefined };

type Props = {
	drawing: Drawing;
	/** The chart in a sentence, for those who do not see it; the numbers are in the table view. */
	label: string;
	onPick?: ((index: number) => void) | undefined;
	onReady?: (handle: ChartHandle) => void;
	height?: number;
};

/** Draws bars and lines on a canvas; the engine arrives after the page. */
export function Chart({ drawing, label, onPick, onReady, height = 260 }: Props) {
	const box = useRef<HTMLDivElement>(null);
	const pick = useRef(onPick);
	pick.current = onPick;
	const ready = useRef(onReady);
	ready.current = onReady;
	const upright = useRef(true);
	upright.current = drawing.bridge === undefined;
	const [chart, setChart] = useState<EChartsType>();
	const theme = useResolvedTheme();
	const still = useMedia("(prefers-reduced-motion: reduce)");

	useEffect(() => {
		let gone = false;
		let made: EChartsType | undefined;
		let watch: ResizeObserver | undefined;
		void import("@/components/ui/chart-engine").then(({ init }) => {
			if (gone || !box.current) return;
			const drawn = init(box.current, null, { renderer: "canvas" });
			made = drawn;
			drawn.getZr().on("click", (event) => {
				const point = [event.offsetX, event.offsetY];
				if (!drawn.containPixel("grid", point)) return;
				const [across, down] = drawn.convertFromPixel({ seriesIndex: 0 }, point) as number[];
				const index = upright.current ? across : down;
				if (index !== undefined) pick.current?.(Math.round(index));
			});
			watch = new ResizeObserver(() => drawn.resize());
			watch.observe(box.current);
			ready.current?.({
				png: () =>
					drawn.getDataURL({
						pixelRatio: 2,
						backgroundColor: getComputedStyle(document.body).backgroundColor,
					}),
			});
			setChart(drawn);
		});
		return () => {
			gone = true;
			watch?.disconnect();
			made?.dispose();
		};
	}, []);

	useEffect(() => {
		// The theme is read from CSS at this moment, so a new theme draws anew.
		void theme;
		chart?.setOption(chartOption(drawing, { still, clickable: pick.current !== undefined }), {
			notMerge: true,
		});
	}, [chart, drawing, theme, still]);

	return (
		<div className="relative h-full" style={{ minHeight: height }}>
			{!chart && <Skeleton className="absolute inset-0" />}
			<div ref={box} role="img" aria-label={label} className="absolute inset-0" />
		</div>
	);
}
