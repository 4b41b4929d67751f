import { useTranslation } from "react-i18next";
import type { CampaignFigures } from "@/api/client";
import { Card } from "@/components/ui/card";
import { type Definition, DefinitionInfo } from "@/components/ui/info";
import { shareOf } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

type Props = { figures: CampaignFigures; completeUntil: string | undefined };

/** What the costs are made of; a part that is not known is said to be so, and is no zero. */
export function CostParts({ figures, completeUntil }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const parts: { id: Definition; label: string; kopeks: string | undefined; color: string }[] = [
		{ id: "campaign_spend", label: t("campaigns.spend"), kopeks: figures.spend_kopeks, color: "--series-1" },
		{
			id: "campaign_bonuses",
			label: t("campaigns.bonuses"),
			kopeks: figures.bonus_kopeks,
			color: "--series-2",
		},
		{
			id: "campaign_commissions",
			label: t("campaigns.commissions"),
			kopeks: figures.commission_kopeks,
			color: "--series-3",
		},
		{
			id: "campaign_promos",
			label: t("campaigns.promos"),
			kopeks: figures.promo_kopeks,
			color: "--series-4",
		},
	];
	const whole = parts.reduce((sum, part) => sum + BigInt(part.kopeks ?? 0), 0n);
	return (
		<Card title={t("campaigns.costParts")}>
			<ul className="flex flex-col gap-3">
				{parts.map((part) => {
					const share = shareOf(BigInt(part.kopeks ?? 0), whole);
					return (
						<li key={part.id}>
							<span className="flex items-center gap-1.5">
								<span>{part.label}</span>
								<DefinitionInfo id={part.id} completeUntil={completeUntil} />
								<span className="num ml-auto font-medium" data-testid={part.id}>
									{f.money(part.kopeks)}
								</span>
							</span>
							<span className="mt-1.5 block h-1.5 overflow-hidden rounded-full bg-press">
								<span
									className="block h-full rounded-full"
									style={{
										width: `${Math.max(share * 100, share > 0 ? 1 : 0)}%`,
										background: `var(${part.color})`,
									}}
								/>
							</span>
						</li>
					);
				})}
			</ul>
			{figures.discount_uses > 0 && (
				<p className="num mt-3 text-muted text-xs">
					{t("campaigns.discountUses", { count: figures.discount_uses })}
				</p>
			)}
		</Card>
	);
}
