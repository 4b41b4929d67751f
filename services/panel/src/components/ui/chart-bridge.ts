// A bridge from one number to another: steps from top to bottom, each beginning where the one before ended.
import type { Bridge, Drawing } from "@/components/ui/drawing";

export function bridgeOption(
	drawing: Drawing,
	bridge: Bridge,
	token: (name: string) => string,
	common: Record<string, unknown>,
) {
	const above = bridge.names === "above";
	return {
		...common,
		grid: { left: 4, right: 104, top: 4, bottom: 4, containLabel: true },
		xAxis: {
			type: "value",
			splitNumber: above ? 2 : 3,
			...(above && { max: ({ max }: { max: number }) => max * 1.02 }),
			axisLabel: {
				color: token("--secondary"),
				fontSize: 11,
				hideOverlap: true,
				...(above && { showMaxLabel: false }),
				formatter: drawing.axis,
			},
			splitLine: { show: !above, lineStyle: { color: token("--line") } },
		},
		yAxis: {
			type: "category",
			inverse: true,
			data: [...drawing.labels],
			axisTick: { show: false },
			axisLine: { lineStyle: { color: token("--line-strong") } },
			axisLabel: {
				color: token("--secondary"),
				fontSize: 12,
				interval: 0,
				lineHeight: 14,
				...(above
					? { inside: true, margin: 6, verticalAlign: "bottom", padding: [0, 0, 9, 0] }
					: { width: bridge.names, overflow: "break" }),
			},
		},
		series: [
			{
				type: "bar",
				stack: "bridge",
				silent: true,
				itemStyle: { color: "transparent" },
				data: [...bridge.floors],
			},
			{
				type: "bar",
				stack: "bridge",
				barMaxWidth: above ? 12 : 20,
				barMinHeight: 2,
				label: {
					show: true,
					position: "right",
					color: token("--text"),
					fontSize: 12,
					formatter: ({ dataIndex }: { dataIndex: number }) => drawing.value(0, dataIndex),
				},
				data: (drawing.series[0]?.values ?? []).map((value, index) => ({
					value: Math.abs(value),
					itemStyle: { color: token(bridge.colors[index] ?? "--series-rest"), borderRadius: 3 },
				})),
			},
		],
	};
}
