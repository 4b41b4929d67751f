import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Overview } from "@/api/client";
import { ChartFrame } from "@/components/ui/chart-frame";
import type { Drawing } from "@/components/ui/drawing";
import { rubles } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

type Props = { overview: Overview | undefined; className?: string };

/** Net cash of the last 30 days; a click on a day opens its operations. */
export function RevenueChart({ overview, className }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const navigate = useNavigate();
	const drawing = useMemo<Drawing | undefined>(() => {
		if (!overview) return undefined;
		const { days } = overview;
		return {
			labels: days.map((day) => f.day(day.day)),
			titles: days.map((day) => f.day(day.day, "long")),
			series: [
				{
					name: t("metric.net"),
					color: "--series-1",
					values: days.map((day) => rubles(day.cash?.net_cash_kopeks)),
				},
			],
			incomplete: new Set(days.flatMap((day, index) => (day.incomplete ? [index] : []))),
			incompleteNote: t("chart.incomplete"),
			axis: (value) => f.moneyCompact(BigInt(Math.round(value * 100))),
			value: (_, index) => f.money(days[index]?.cash?.net_cash_kopeks),
		};
	}, [overview, t, f]);
	return (
		<ChartFrame
			title={t("overview.revenue")}
			name="revenue-30-days"
			drawing={drawing}
			label={t("overview.revenueLabel")}
			className={className}
			isEmpty={overview?.days.every((day) => rubles(day.cash?.net_cash_kopeks) === 0)}
			emptyText={t("overview.noPayments")}
			onPick={(index) => {
				const day = overview?.days[index]?.day;
				if (day) void navigate({ to: "/transactions", search: { period: `${day}..${day}` } });
			}}
		/>
	);
}
