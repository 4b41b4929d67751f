import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CampaignDetails } from "@/api/client";
import { campaignQuery } from "@/api/queries";
import { Card } from "@/components/ui/card";
import { ChartFrame } from "@/components/ui/chart-frame";
import { Drawer } from "@/components/ui/drawer";
import type { Drawing } from "@/components/ui/drawing";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { FigureTiles } from "@/features/campaigns/figure-tiles";
import { SpendList } from "@/features/campaigns/spend-list";
import { rubles } from "@/lib/format";
import { type Format, useFormat } from "@/lib/use-format";

type Days = { from?: string | undefined; to?: string | undefined } | undefined;
type Props = {
	id: string | undefined;
	days: Days;
	ids: readonly string[];
	onOpen: (id: string | undefined) => void;
};

export function CampaignDrawer({ id, days, ids, onOpen }: Props) {
	const { t } = useTranslation();
	const { data, error, refetch } = useQuery({ ...campaignQuery(id ?? "", days), enabled: id !== undefined });
	if (id === undefined) return null;
	const at = ids.indexOf(id);
	const previous = at > 0 ? ids[at - 1] : undefined;
	const next = at >= 0 ? ids[at + 1] : undefined;
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={data?.campaign?.name ?? t("campaigns.title", { id })}
			onPrevious={previous ? () => onOpen(previous) : undefined}
			onNext={next ? () => onOpen(next) : undefined}
		>
			{error && !data ? (
				<ErrorState error={error} onRetry={() => void refetch()} />
			) : data ? (
				<div className="flex flex-col gap-4">
					<FigureTiles figures={data.campaign?.figures} narrow />
					<Curve data={data} />
					<TrialWindows data={data} />
					<SpendList key={id} campaignId={id} />
				</div>
			) : (
				<div className="flex flex-col gap-4">
					<Skeleton className="h-52 rounded-xl" />
					<Skeleton className="h-72 rounded-xl" />
				</div>
			)}
		</Drawer>
	);
}

function Curve({ data }: { data: CampaignDetails }) {
	const { t } = useTranslation();
	const f = useFormat();
	const payback = data.campaign?.figures?.payback_day;
	return (
		<div>
			<ChartFrame
				title={t("campaigns.curve")}
				name={`campaign-${data.campaign?.id}`}
				label={t("campaigns.curve")}
				drawing={drawingOf(
					data,
					f,
					t("metric.net"),
					(n) => t("campaigns.day", { n }),
					t("campaigns.dayOpen"),
				)}
				isEmpty={data.days.length === 0}
				emptyText={t("campaigns.nobody")}
			/>
			<p className="mt-1 px-1 text-secondary text-xs">
				{payback === undefined
					? t("campaigns.noPayback")
					: t("campaigns.paidBack", { day: f.count(payback) })}
			</p>
		</div>
	);
}

function drawingOf(
	{ days }: CampaignDetails,
	f: Format,
	name: string,
	dayName: (n: string) => string,
	openNote: string,
): Drawing {
	return {
		labels: days.map((day) => f.count(day.day)),
		titles: days.map((day) => dayName(f.count(day.day))),
		incomplete: new Set(days.flatMap((day, index) => (day.incomplete ? [index] : []))),
		incompleteNote: openNote,
		series: [{ name, color: "--series-1", values: days.map((day) => rubles(day.net_cash_kopeks)) }],
		axis: (value) => f.moneyCompact(BigInt(Math.round(value * 100))),
		value: (_, index) => f.money(days[index]?.net_cash_kopeks),
	};
}

function TrialWindows({ data }: { data: CampaignDetails }) {
	const { t } = useTranslation();
	const f = useFormat();
	return (
		<Card title={t("campaigns.trialToPaid")}>
			<dl className="num flex flex-col gap-2">
				{data.trial_windows.map((each) => (
					<div key={each.days} className="flex items-baseline justify-between gap-3">
						<dt className="text-muted">{t("campaigns.window", { count: each.days })}</dt>
						<dd className="text-right">
							{each.rate === undefined || each.few
								? t("campaigns.ofTrials", { payers: f.count(each.payers), trials: f.count(each.trials) })
								: t("campaigns.rate", {
										rate: f.percent(each.rate),
										lower: f.percent(each.lower ?? 0),
										upper: f.percent(each.upper ?? 1),
									})}
						</dd>
					</div>
				))}
			</dl>
		</Card>
	);
}
