// A bridge from one number to another: steps from top to bottom, each beginning where the one before ended.
import type { Bridge, Drawing } from "@/components/ui/drawing";

export function bridgeOption(
	drawing: Drawing,
	bridge: Bridge,
	token: (name: string) => string,
	common: Record<string, unknown>,
) {
	return {
		...common,
		grid: { left: 4, right: 104, top: 4, bottom: 4, containLabel: true },
		xAxis: {
			type: "value",
			splitNumber: 3,
			axisLabel: {
				color: token("--secondary"),
				fontSize: 11,
				hideOverlap: true,
				formatter: drawing.axis,
			},
			splitLine: { lineStyle: { color: token("--line") } },
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
				width: bridge.names,
				overflow: "break",
				lineHeight: 14,
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
				barMaxWidth: 20,
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
