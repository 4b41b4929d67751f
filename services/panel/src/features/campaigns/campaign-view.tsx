import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Campaign } from "@/api/client";
import { campaignQuery } from "@/api/queries/campaigns";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { CostParts } from "@/features/campaigns/cost-parts";
import { Curve } from "@/features/campaigns/curve";
import { FigureTiles } from "@/features/campaigns/figure-tiles";
import { Funnel } from "@/features/campaigns/funnel";
import { CampaignPeople } from "@/features/campaigns/people";
import { BONUS_TYPES, type People } from "@/features/campaigns/search";
import { SpendList } from "@/features/campaigns/spend-list";
import { TrialWindows } from "@/features/campaigns/trial-windows";
import { useFormat } from "@/lib/use-format";

type Days = { from?: string | undefined; to?: string | undefined } | undefined;
type Props = {
	id: string;
	days: Days;
	wide?: boolean;
	stage: People;
	onStage: (stage: People) => void;
};

/** One campaign: what it brought, what it cost, who came. In the drawer and on the page. */
export function CampaignView({ id, days, wide, stage, onStage }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const { data, error, refetch } = useQuery(campaignQuery(id, days));
	if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
	const campaign = data?.campaign;
	if (!data || !campaign?.figures) {
		return (
			<div className="flex flex-col gap-4">
				<Skeleton className="h-28 rounded-xl" />
				<Skeleton className="h-72 rounded-xl" />
				<Skeleton className="h-52 rounded-xl" />
			</div>
		);
	}
	const parts = <CostParts figures={campaign.figures} completeUntil={data.complete_until} />;
	const people = <CampaignPeople id={id} days={days} stage={stage} onStage={onStage} />;
	const spend = <SpendList campaignId={id} />;
	return (
		<div className="flex flex-col gap-4">
			{campaign.gone_at && (
				<Notice tone="info" title={t("campaigns.gone")}>
					{t("campaigns.goneText")} {f.dateTime(campaign.gone_at)}
				</Notice>
			)}
			<FigureTiles
				figures={campaign.figures}
				completeUntil={data.complete_until}
				one
				className={wide ? "md:grid-cols-3 xl:grid-cols-6" : ""}
			/>
			{wide ? (
				<>
					<div className="grid gap-4 lg:grid-cols-[3fr_minmax(320px,2fr)]">
						<Curve data={data} height={300} />
						{parts}
					</div>
					<div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
						<Funnel data={data} />
						<TrialWindows data={data} />
						<CampaignFacts campaign={campaign} />
					</div>
					<div className="grid items-start gap-4 lg:grid-cols-[3fr_minmax(320px,2fr)]">
						{people}
						{spend}
					</div>
				</>
			) : (
				<>
					<Curve data={data} />
					{parts}
					<Funnel data={data} />
					<TrialWindows data={data} />
					<CampaignFacts campaign={campaign} />
					{spend}
					{people}
				</>
			)}
		</div>
	);
}

const isBonus = (word: string): word is (typeof BONUS_TYPES)[number] =>
	(BONUS_TYPES as readonly string[]).includes(word);

function CampaignFacts({ campaign }: { campaign: Campaign }) {
	const { t } = useTranslation();
	const f = useFormat();
	const bonus = campaign.bonus_type;
	const facts = [
		{ label: t("campaigns.tag"), value: <CopyText text={campaign.start_parameter} className="font-mono" /> },
		{ label: t("campaigns.bonus"), value: isBonus(bonus) ? t(`campaigns.bonusType.${bonus}`) : bonus },
		...(campaign.partner_id
			? [
					{
						label: t("campaigns.partner"),
						value: (
							<Link
								to="/customers/$id"
								params={{ id: campaign.partner_id }}
								className="rounded-sm text-accent-ink hover:underline"
							>
								№ {campaign.partner_id}
							</Link>
						),
					},
				]
			: []),
		{ label: t("campaigns.created"), value: f.dateTime(campaign.created_at) },
	];
	return (
		<Card
			title={t("campaigns.about")}
			actions={!campaign.is_active && <Badge tone="plain">{t("campaigns.off")}</Badge>}
		>
			<Facts items={facts} />
		</Card>
	);
}
