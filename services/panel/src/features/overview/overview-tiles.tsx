import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Overview } from "@/api/client";
import { Delta } from "@/components/ui/delta";
import { Sparkline } from "@/components/ui/sparkline";
import { SplitStrip } from "@/components/ui/split-bars";
import { StatTile } from "@/components/ui/stat-tile";
import type { State } from "@/features/subscriptions/words";
import { parseKopeks, rubles } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

/** All that is live: a subscription out of traffic is a state of its own in the list, and one of paid, free or trial in the tile. */
const LIVE_STATES: State[] = ["paid", "free_active", "trial", "limited"];

const net = (cash: Overview["today"]) => parseKopeks(cash?.net_cash_kopeks);

export function OverviewTiles({ overview }: { overview: Overview | undefined }) {
	const { t } = useTranslation();
	const f = useFormat();
	const until = overview?.complete_until;
	const days = overview?.days ?? [];
	const monthDays = days.filter((day) => day.day.slice(0, 7) === days.at(-1)?.day.slice(0, 7));
	return (
		<div className="grid grid-cols-2 gap-3 md:gap-4 xl:grid-cols-4">
			<StatTile
				label={t("overview.netToday")}
				definition="net_cash"
				completeUntil={until}
				value={overview && f.moneyHeadline(overview.today?.net_cash_kopeks)}
				exact={f.moneyExact(overview?.today?.net_cash_kopeks)}
				delta={
					<Delta
						money
						current={net(overview?.today)}
						previous={net(overview?.today_previous)}
						against={t("delta.yesterday")}
					/>
				}
				testId="net-today"
			>
				<Sparkline values={days.slice(-14).map((day) => rubles(day.cash?.net_cash_kopeks))} />
			</StatTile>
			<StatTile
				label={t("overview.netMonth")}
				definition="net_cash"
				completeUntil={until}
				value={overview && f.moneyHeadline(overview.month?.net_cash_kopeks)}
				exact={f.moneyExact(overview?.month?.net_cash_kopeks)}
				delta={
					<Delta
						money
						current={net(overview?.month)}
						previous={net(overview?.month_previous)}
						against={t("delta.lastMonth")}
					/>
				}
				testId="net-month"
			>
				<Sparkline values={cumulative(monthDays.map((day) => rubles(day.cash?.net_cash_kopeks)))} />
			</StatTile>
			<LiveTile overview={overview} />
			<CustomersTile overview={overview} />
		</div>
	);
}

function cumulative(values: readonly number[]): number[] {
	let sum = 0;
	return values.map((value) => {
		sum += value;
		return sum;
	});
}

export function LiveTile({ overview }: { overview: Overview | undefined }) {
	const { t } = useTranslation();
	const f = useFormat();
	const { live_paid = 0, live_free_active = 0, live_trial = 0 } = overview ?? {};
	return (
		<StatTile
			label={t("overview.live")}
			definition="live_subscriptions"
			completeUntil={overview?.complete_until}
			value={overview && f.count(live_paid + live_free_active + live_trial)}
			delta={
				<Link to="/sales" search={{ state: LIVE_STATES }} className="text-accent-ink text-xs hover:underline">
					{t("overview.openList")}
				</Link>
			}
			testId="live"
			className="max-md:col-span-2"
		>
			<SplitStrip
				parts={[
					{
						key: "paid",
						label: t("overview.paid"),
						value: BigInt(live_paid),
						shown: f.count(live_paid),
						color: "var(--good)",
					},
					{
						key: "free",
						label: t("overview.free"),
						value: BigInt(live_free_active),
						shown: f.count(live_free_active),
						color: "var(--info)",
					},
					{
						key: "trial",
						label: t("overview.trial"),
						value: BigInt(live_trial),
						shown: f.count(live_trial),
						color: "var(--warn)",
					},
				]}
			/>
		</StatTile>
	);
}

function CustomersTile({ overview }: { overview: Overview | undefined }) {
	const { t } = useTranslation();
	const f = useFormat();
	const big = (value: number | undefined) => (value === undefined ? undefined : BigInt(value));
	return (
		<StatTile
			label={t("overview.newMonth")}
			definition="new_customers"
			completeUntil={overview?.complete_until}
			value={overview && f.count(overview.new_customers_month)}
			delta={
				<Delta
					current={big(overview?.new_customers_month)}
					previous={big(overview?.new_customers_month_previous)}
					against={t("delta.lastMonth")}
				/>
			}
			testId="new-month"
			className="max-md:col-span-2"
		>
			{overview && (
				<div className="flex flex-wrap items-baseline gap-x-2 gap-y-1 text-xs">
					<span className="text-muted">{t("overview.newToday")}</span>
					<span className="num font-medium">{f.count(overview.new_customers_today)}</span>
					<Delta
						current={big(overview.new_customers_today)}
						previous={big(overview.new_customers_today_previous)}
						against={t("delta.yesterdayShort")}
					/>
				</div>
			)}
		</StatTile>
	);
}
