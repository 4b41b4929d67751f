// From what a chart says to how ECharts draws it. Colours come from the CSS tokens of the current theme.
import { bridgeOption } from "@/components/ui/chart-bridge";
import type { Drawing } from "@/components/ui/drawing";

type Look = { still: boolean; clickable: boolean };

const escapes: Record<string, string> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};
const safe = (text: string) => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

export function chartOption(drawing: Drawing, look: Look) {
	const css = getComputedStyle(document.documentElement);
	const token = (name: string) => css.getPropertyValue(name).trim();
	const hatch = {
		symbol: "rect",
		dashArrayX: [1, 0],
		dashArrayY: [2, 4],
		rotation: -Math.PI / 4,
		color: token("--surface"),
		backgroundColor: "transparent",
	};
	const series = drawing.series.map((each) => {
		const color = token(each.color);
		if (each.kind === "line") {
			return {
				type: "line",
				name: each.name,
				data: [...each.values],
				symbol: "none",
				lineStyle: { color, width: 1.5, type: each.faint ? "dashed" : "solid" },
				itemStyle: { color },
				z: 3,
			};
		}
		return {
			type: "bar",
			name: each.name,
			stack: each.stack,
			barMaxWidth: 32,
			barCategoryGap: "28%",
			itemStyle: { color, borderRadius: each.stack ? 0 : [3, 3, 0, 0] },
			data: each.values.map((value, index) =>
				drawing.incomplete.has(index) ? { value, itemStyle: { color, decal: hatch } } : value,
			),
		};
	});
	const common = {
		animation: !look.still,
		animationDuration: 150,
		animationDurationUpdate: 150,
		textStyle: { fontFamily: "Inter Variable, system-ui, sans-serif" },
		tooltip: {
			trigger: "axis",
			confine: true,
			axisPointer: { type: "line", lineStyle: { color: token("--muted"), type: "dashed" } },
			backgroundColor: token("--raised"),
			borderColor: token("--line-strong"),
			padding: [8, 12],
			textStyle: { color: token("--text"), fontSize: 12 },
			extraCssText: "border-radius:8px;box-shadow:var(--shadow);font-variant-numeric:tabular-nums",
			formatter: (points: { dataIndex: number }[]) => tooltip(drawing, points[0]?.dataIndex ?? 0),
		},
	};
	if (drawing.bridge) return bridgeOption(drawing, drawing.bridge, token, common);
	return {
		...common,
		grid: { left: 4, right: 8, top: 12, bottom: 4, containLabel: true },
		xAxis: {
			type: "category",
			data: [...drawing.labels],
			axisTick: { show: false },
			axisLine: { lineStyle: { color: token("--line-strong") } },
			axisLabel: { color: token("--secondary"), fontSize: 11, hideOverlap: true },
			triggerEvent: look.clickable,
		},
		yAxis: {
			type: "value",
			splitNumber: 4,
			axisLabel: { color: token("--secondary"), fontSize: 11, formatter: drawing.axis },
			splitLine: { lineStyle: { color: token("--line") } },
		},
		series,
	};
}

function tooltip(drawing: Drawing, index: number): string {
	const rows = drawing.series
		.map((each, at) => ({ each, at }))
		.filter(({ each }) => drawing.series.length <= 2 || each.values[index] !== 0)
		.map(
			({ each, at }) =>
				`<tr><td style="padding:1px 16px 1px 0"><span style="display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:6px;background:var(${each.color})"></span>${safe(each.name)}</td><td style="text-align:right;font-weight:500">${safe(drawing.value(at, index))}</td></tr>`,
		)
		.join("");
	const note = drawing.incomplete.has(index)
		? `<div style="margin-top:4px;color:var(--warn-ink)">${safe(drawing.incompleteNote)}</div>`
		: "";
	return `<div style="color:var(--secondary);margin-bottom:4px">${safe(drawing.titles[index] ?? "")}</div><table>${rows}</table>${note}`;
}
