import { useTranslation } from "react-i18next";
import type { CampaignDetails } from "@/api/client";
import { Card } from "@/components/ui/card";
import { DefinitionInfo } from "@/components/ui/info";
import { useFormat } from "@/lib/use-format";

const STAGES = ["trial", "trial_paid", "paid"] as const;
type Stage = (typeof STAGES)[number];
const isStage = (word: string): word is Stage => (STAGES as readonly string[]).includes(word);

/** From arrival to payment: each stage with its share and how sure one can be of it. */
export function Funnel({ data }: { data: CampaignDetails }) {
	const { t } = useTranslation();
	const f = useFormat();
	const figures = data.campaign?.figures;
	const came = figures?.registrations ?? 0;
	const stages = data.funnel.filter((stage): stage is typeof stage & { stage: Stage } =>
		isStage(stage.stage),
	);
	return (
		<Card
			title={
				<span className="flex items-center gap-1.5">
					{t("campaigns.funnelTitle")}
					<DefinitionInfo id="campaign_funnel" completeUntil={data.complete_until} />
				</span>
			}
		>
			<ul className="flex flex-col gap-3">
				<Bar label={t("campaigns.stage.came")} count={f.count(came)} width={came > 0 ? 1 : 0} />
				{stages.map((stage) => (
					<Bar
						key={stage.stage}
						label={t(`campaigns.stage.${stage.stage}`)}
						count={f.count(stage.count)}
						width={came > 0 ? stage.count / came : 0}
						note={
							stage.rate === undefined
								? undefined
								: stage.few
									? `${t("campaigns.ofTrials", { payers: f.count(stage.count), trials: f.count(stage.of) })} · ${t("campaigns.few")}`
									: `${t("campaigns.rate", {
											rate: f.percent(stage.rate),
											lower: f.percent(stage.lower ?? 0),
											upper: f.percent(stage.upper ?? 1),
										})} ${t(stage.stage === "trial_paid" ? "campaigns.ofTrial" : "campaigns.ofCame")}`
						}
					/>
				))}
			</ul>
			{figures && figures.landing_orders > 0 && (
				<p className="num mt-3 text-muted text-xs">
					{t("campaigns.landing", {
						count: figures.landing_orders,
						cash: f.money(figures.landing_cash_kopeks),
					})}
				</p>
			)}
		</Card>
	);
}

type BarProps = { label: string; count: string; width: number; note?: string | undefined };

function Bar({ label, count, width, note }: BarProps) {
	return (
		<li>
			<span className="flex items-baseline gap-3">
				<span>{label}</span>
				<span className="num ml-auto font-medium">{count}</span>
			</span>
			<span className="mt-1.5 block h-1.5 overflow-hidden rounded-full bg-press">
				<span
					className="block h-full rounded-full bg-[var(--series-1)]"
					style={{ width: `${Math.max(width * 100, width > 0 ? 1 : 0)}%` }}
				/>
			</span>
			{note && <span className="num mt-1 block text-muted text-xs">{note}</span>}
		</li>
	);
}
