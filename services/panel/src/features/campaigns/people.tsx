import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CampaignRegistration } from "@/api/client";
import { campaignPeopleQuery } from "@/api/queries/campaigns";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { PEOPLE, type People } from "@/features/campaigns/search";
import { ExportButton } from "@/features/export/export-button";
import { Person } from "@/features/referrals/person";
import { useFormat } from "@/lib/use-format";

type Days = { from?: string | undefined; to?: string | undefined } | undefined;
type Props = { id: string; days: Days; stage: People; onStage: (stage: People) => void };

const asked = (stage: People) => (stage === "all" ? "" : stage);

/** The people behind a campaign's figures, with what each brought and cost. */
export function CampaignPeople({ id, days, stage, onStage }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
		campaignPeopleQuery(id, asked(stage), days),
	);
	const rows = data?.pages.flatMap((page) => page.items);
	const first = data?.pages[0];
	const words = {
		all: t("campaigns.cameAll"),
		trial: t("campaigns.cameTrial"),
		paid: t("campaigns.camePaid"),
		unpaid: t("campaigns.cameUnpaid"),
	};
	return (
		<Card
			flush
			title={t("campaigns.came")}
			actions={
				<span className="flex min-w-0 flex-wrap items-center gap-2">
					{first && (
						<span className="num text-muted text-xs" data-testid="people-total">
							{f.total(first.total, first.total_capped)} {t("campaigns.cameTotal", { count: first.total })}
						</span>
					)}
					<Segmented
						label={t("campaigns.came")}
						value={stage}
						options={PEOPLE.map((value) => ({ value, label: words[value] }))}
						onChange={onStage}
					/>
					<ExportButton
						list="campaign-registrations"
						query={{ campaign_id: id, stage: asked(stage), from: days?.from, to: days?.to }}
					/>
				</span>
			}
		>
			{error && !rows ? (
				<ErrorState error={error} onRetry={() => void refetch()} compact />
			) : rows === undefined ? (
				<Skeleton className="m-4 h-40" />
			) : rows.length === 0 ? (
				<Empty title={t("campaigns.cameNone")} compact />
			) : (
				<ul className="mt-2">
					{rows.map((row) => (
						<Row key={row.id} row={row} />
					))}
				</ul>
			)}
			{hasNextPage && (
				<div className="flex justify-center border-t p-2">
					<Button look="ghost" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
						{t("campaigns.moreCame")}
					</Button>
				</div>
			)}
		</Card>
	);
}

function Row({ row }: { row: CampaignRegistration }) {
	const { t } = useTranslation();
	const f = useFormat();
	const costs = [
		row.bonus_kopeks !== "0" && t("campaigns.bonusRow", { amount: f.money(row.bonus_kopeks) }),
		row.commission_kopeks !== "0" && t("campaigns.rewardRow", { amount: f.money(row.commission_kopeks) }),
		row.promo_kopeks !== "0" && `${t("campaigns.promos")} ${f.money(row.promo_kopeks)}`,
		row.gone_at && t("common.gone"),
	].filter(Boolean);
	return (
		<li className="flex items-center justify-between gap-3 border-t px-4 py-2">
			<span className="min-w-0">
				<Person customer={row.customer} id={row.customer_id} />
				<span className="num block text-muted text-xs">
					{[f.dateTime(row.registered_at), ...costs].join(" · ")}
				</span>
			</span>
			<span className="flex shrink-0 flex-col items-end gap-0.5">
				<span className="num font-medium">{f.money(row.net_cash_kopeks)}</span>
				{row.paid_at ? (
					<Badge tone="good">{`${t("campaigns.firstPaid")} ${f.date(row.paid_at)}`}</Badge>
				) : (
					row.trial && <Badge tone="plain">{t("campaigns.cameTrial")}</Badge>
				)}
			</span>
		</li>
	);
}
