import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Mrr } from "@/api/client";
import { mrrQuery } from "@/api/queries/revenue";
import { ChartFrame } from "@/components/ui/chart-frame";
import { Delta } from "@/components/ui/delta";
import { DefinitionInfo } from "@/components/ui/info";
import { Sparkline } from "@/components/ui/sparkline";
import { StatTile } from "@/components/ui/stat-tile";
import { useChartCsv } from "@/features/export/use-chart-csv";
import { countDrawing, moneyDrawing, stepsOfChart } from "@/features/revenue/drawings";
import { Legend } from "@/features/revenue/legend";
import { mrrQueryOf, type RevenueSearch, shownStep } from "@/features/revenue/search";
import { parseKopeks, rubles } from "@/lib/format";
import type { Day } from "@/lib/time";
import { useFormat } from "@/lib/use-format";

const MOVEMENTS = ["new", "expansion", "reactivation", "contraction", "churn"] as const;
const COLORS = {
	new: "--series-1",
	expansion: "--series-2",
	reactivation: "--series-3",
	contraction: "--series-4",
	churn: "--series-5",
} as const;

type Props = { search: RevenueSearch; today: Day };

/** What recurs: MRR at the end of the period, what moved it, who is subscribed, what is owed. It follows the period only. */
export function MrrSection({ search, today }: Props) {
	const { t } = useTranslation();
	const { data: mrr, error, refetch } = useQuery(mrrQuery(mrrQueryOf(search, today)));
	const step = shownStep(mrr, search, today);
	const shared = { mrr, error, onRetry: () => void refetch(), step: step === "hour" ? "day" : step } as const;
	return (
		<section aria-label={t("revenue.recurring")} className="flex flex-col gap-4">
			<div>
				<h2 className="font-semibold text-xl">{t("revenue.recurring")}</h2>
				<p className="text-muted text-sm">{t("revenue.recurringText")}</p>
			</div>
			<MrrTiles mrr={mrr} error={error} />
			<div className="grid gap-4 xl:grid-cols-2">
				<MovementsChart {...shared} />
				<LiveChart {...shared} />
			</div>
		</section>
	);
}

function MrrTiles({ mrr, error }: { mrr: Mrr | undefined; error: unknown }) {
	const { t } = useTranslation();
	const f = useFormat();
	if (error && !mrr) return null;
	const { total, buckets = [], complete_until: until } = mrr ?? {};
	const start = parseKopeks(total?.start_kopeks);
	const tile = { completeUntil: until };
	return (
		<div className="grid grid-cols-2 gap-3 md:gap-4 xl:grid-cols-4">
			<StatTile
				{...tile}
				label={t("revenue.mrr")}
				definition="mrr"
				value={mrr && f.moneyHeadline(total?.end_kopeks)}
				exact={total && f.moneyExact(total.end_kopeks)}
				delta={
					<Delta
						money
						current={parseKopeks(total?.end_kopeks)}
						previous={start}
						against={t("revenue.sinceStart")}
					/>
				}
				testId="mrr"
			>
				<Sparkline values={buckets.map((bucket) => rubles(bucket.end_kopeks))} />
			</StatTile>
			<StatTile
				{...tile}
				label={t("revenue.mrrCustomers")}
				definition="mrr_customers"
				value={mrr && f.count(total?.customers)}
			>
				<Sparkline values={buckets.map((bucket) => bucket.customers)} />
			</StatTile>
			<StatTile
				{...tile}
				label={t("revenue.deferred")}
				definition="deferred"
				value={mrr && f.moneyHeadline(sum(mrr.deferred_balances_kopeks, mrr.deferred_terms_kopeks))}
				exact={mrr && f.moneyExact(sum(mrr.deferred_balances_kopeks, mrr.deferred_terms_kopeks))}
			>
				<dl className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
					<Part label={t("revenue.deferredBalances")} value={f.money(mrr?.deferred_balances_kopeks)} />
					<Part label={t("revenue.deferredTerms")} value={f.money(mrr?.deferred_terms_kopeks)} />
				</dl>
			</StatTile>
			<StatTile
				{...tile}
				label={t("revenue.unplaced")}
				definition="unplaced"
				value={mrr && f.moneyHeadline(mrr.unplaced_kopeks)}
				exact={mrr && f.moneyExact(mrr.unplaced_kopeks)}
			/>
		</div>
	);
}

const sum = (a: string, b: string) => (parseKopeks(a) ?? 0n) + (parseKopeks(b) ?? 0n);

function Part({ label, value }: { label: string; value: string }) {
	return (
		<div className="flex gap-1.5">
			<dt className="text-muted">{label}</dt>
			<dd className="num font-medium">{value}</dd>
		</div>
	);
}

type ChartProps = {
	mrr: Mrr | undefined;
	error: unknown;
	onRetry: () => void;
	step: "day" | "week" | "month";
};

function MovementsChart({ mrr, error, onRetry, step }: ChartProps) {
	const { t } = useTranslation();
	const f = useFormat();
	const drawing = useMemo(
		() =>
			mrr &&
			moneyDrawing(
				stepsOfChart(mrr.buckets, step, f, t("chart.incomplete")),
				MOVEMENTS.map((movement) => ({
					name: t(`revenue.movement.${movement}`),
					color: COLORS[movement],
					stack: "mrr",
					kopeks: mrr.buckets.map(
						(bucket) => bucket.movements.find((each) => each.movement === movement)?.kopeks,
					),
				})),
				f,
			),
		[mrr, step, f, t],
	);
	return (
		<ChartFrame
			title={t("revenue.movements")}
			name={`mrr-movements-${step}`}
			drawing={drawing}
			label={t("revenue.movementsLabel")}
			error={error}
			onRetry={onRetry}
			isEmpty={mrr && mrr.buckets.length === 0}
			emptyText={t("revenue.noWholeDay")}
			csv={useChartCsv("mrr", mrr?.asked ?? {})}
			actions={<Legend series={drawing?.series ?? []} />}
		/>
	);
}

function LiveChart({ mrr, error, onRetry, step }: ChartProps) {
	const { t } = useTranslation();
	const f = useFormat();
	const drawing = useMemo(
		() =>
			mrr &&
			countDrawing(
				stepsOfChart(mrr.buckets, step, f, t("chart.incomplete")),
				[
					{
						name: t("revenue.livePaid"),
						color: "--series-1",
						stack: "live",
						values: mrr.buckets.map((bucket) => bucket.live_paid),
					},
					{
						name: t("revenue.liveFree"),
						color: "--series-2",
						stack: "live",
						values: mrr.buckets.map((bucket) => bucket.live_free_active),
					},
					{
						name: t("overview.trial"),
						color: "--series-3",
						stack: "live",
						values: mrr.buckets.map((bucket) => bucket.live_trial),
					},
				],
				f,
			),
		[mrr, step, f, t],
	);
	return (
		<ChartFrame
			title={
				<span className="flex items-center gap-1.5">
					{t("revenue.live")}
					<DefinitionInfo id="live_as_of" completeUntil={mrr?.complete_until} />
				</span>
			}
			name={`live-subscriptions-${step}`}
			drawing={drawing}
			label={t("revenue.liveLabel")}
			error={error}
			onRetry={onRetry}
			isEmpty={mrr && mrr.buckets.length === 0}
			emptyText={t("revenue.noWholeDay")}
			csv={useChartCsv("mrr", mrr?.asked ?? {})}
			actions={<Legend series={drawing?.series ?? []} />}
		/>
	);
}
