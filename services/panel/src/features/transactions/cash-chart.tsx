import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Stats } from "@/api/client";
import { ChartFrame } from "@/components/ui/chart-frame";
import { Segmented } from "@/components/ui/segmented";
import { cashDrawing, lastDay } from "@/features/transactions/cash-drawing";
import { bucketOf, periodOf, type TransactionsSearch } from "@/features/transactions/search";
import { useGatewayName } from "@/features/transactions/words";
import { type Bucket, daysOf } from "@/lib/period";
import type { Day } from "@/lib/time";
import { useFormat } from "@/lib/use-format";

type Props = {
	search: TransactionsSearch;
	stats: Stats | undefined;
	error: unknown;
	onRetry: () => void;
	today: Day;
	onLook: (change: Partial<TransactionsSearch>) => void;
	onPeriod: (period: string) => void;
	className?: string;
};

/** When the money came: by day, week or month; a click on a bar narrows the period to it. */
export function CashChart({ search, stats, error, onRetry, today, onLook, onPeriod, className }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const gatewayName = useGatewayName();
	const bucket = bucketOf(search, today);
	const { compare = false, split = false } = search;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the namer follows t
	const drawing = useMemo(
		() =>
			stats &&
			cashDrawing(stats, bucket, { compare, split }, f, {
				net: t("metric.net"),
				previous: t("metric.previous"),
				others: t("metric.others"),
				incomplete: t("chart.incomplete"),
				gateway: gatewayName,
			}),
		[stats, bucket, compare, split, f, t],
	);
	const pick = (index: number) => {
		const first = stats?.buckets[index]?.day;
		if (!first) return;
		const { from, to } = daysOf(periodOf(search), today);
		const start = [first, from].sort()[1] ?? first; // a week or month may begin before the period does
		onPeriod(`${start}..${lastDay(first, bucket, to)}`);
	};
	return (
		<ChartFrame
			title={split ? t("transaction.chartSplit") : t("transaction.chartNet")}
			name={`cash-${bucket}`}
			drawing={drawing}
			label={t("transaction.chartLabel")}
			error={error}
			onRetry={onRetry}
			onPick={pick}
			className={className}
			isEmpty={stats && stats.cash?.payments === 0 && stats.cash.cash_refunds_kopeks === "0"}
			emptyText={t("transaction.noCash")}
			actions={
				<div className="flex flex-wrap items-center gap-2">
					<Segmented
						label={t("chart.bucket")}
						value={bucket}
						onChange={(next: Bucket) => onLook({ bucket: next })}
						options={(["day", "week", "month"] as const).map((value) => ({
							value,
							label: t(`bucket.${value}`),
						}))}
					/>
					<Segmented
						label={t("chart.series")}
						value={split ? "split" : "net"}
						onChange={(next: "net" | "split") =>
							onLook({ split: next === "split" || undefined, compare: undefined })
						}
						options={[
							{ value: "net", label: t("chart.net") },
							{ value: "split", label: t("chart.split") },
						]}
					/>
				</div>
			}
		/>
	);
}
