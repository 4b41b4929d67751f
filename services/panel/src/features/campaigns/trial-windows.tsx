import { useTranslation } from "react-i18next";
import type { CampaignDetails } from "@/api/client";
import { Card } from "@/components/ui/card";
import { useFormat } from "@/lib/use-format";

/** Of those whose trial is old enough, who paid within so many days. */
export function TrialWindows({ data }: { data: CampaignDetails }) {
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
