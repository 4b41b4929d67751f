import { Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Popover } from "@/components/ui/popover";
import { useFormat } from "@/lib/use-format";

export type Definition =
	| "cash_in"
	| "cash_refunds"
	| "net_cash"
	| "average_check"
	| "payers"
	| "live_subscriptions"
	| "live_as_of"
	| "new_customers"
	| "consumption"
	| "mrr"
	| "mrr_customers"
	| "deferred"
	| "unplaced"
	| "bonuses"
	| "manual_credits"
	| "arppu"
	| "arpu"
	| "conversion_trial"
	| "conversion_registration"
	| "promo_net_cash"
	| "promo_users"
	| "promo_payers"
	| "promo_first_time_payers"
	| "referral_invited"
	| "referral_paid"
	| "referral_money"
	| "referral_earned"
	| "referral_k30"
	| "payout_risk"
	| "referral_branch"
	| "referral_branch_net"
	| "promo_bonuses"
	| "campaign_registrations"
	| "campaign_payers"
	| "campaign_net_cash"
	| "campaign_costs"
	| "campaign_roi"
	| "campaign_cac"
	| "campaign_payback_day"
	| "campaign_channel_spend"
	| "campaign_funnel"
	| "campaign_commissions"
	| "campaign_promos"
	| "campaign_bonuses"
	| "campaign_spend"
	| "reconciliation"
	| "neighbour_sales_page"
	| "neighbour_telegram_report"
	| "neighbour_remnawave_admin"
	| "neighbour_campaign_page"
	| "money_identity";

type Props = {
	id: Definition;
	completeUntil: string | undefined;
	/** Whose days they are, when not of the shop's zone. */
	zone?: string | undefined;
};

/** What a headline number means: definition, formula, what is excluded, time zone, how fresh. */
export function DefinitionInfo({ id, completeUntil, zone }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const title = t(`definition.${id}.title`);
	return (
		<Popover
			label={title}
			className="w-80 text-sm"
			trigger={
				<button
					type="button"
					aria-label={t("definition.about", { title })}
					className="relative shrink-0 rounded-full text-muted after:absolute after:-inset-2 hover:text-fg"
				>
					<Info className="size-3.5" strokeWidth={1.5} aria-hidden />
				</button>
			}
		>
			<p className="font-medium">{title}</p>
			<p className="mt-1 text-secondary">{t(`definition.${id}.what`)}</p>
			<dl className="mt-3 flex flex-col gap-2 border-t pt-3 text-xs">
				<div>
					<dt className="text-muted">{t("definition.formula")}</dt>
					<dd>{t(`definition.${id}.formula`)}</dd>
				</div>
				<div>
					<dt className="text-muted">{t("definition.excluded")}</dt>
					<dd>{t(`definition.${id}.excluded`)}</dd>
				</div>
				<div className="flex justify-between gap-4">
					<dt className="text-muted">{t("definition.zone")}</dt>
					<dd>{zone ?? f.zone}</dd>
				</div>
				{completeUntil !== undefined && (
					<div className="flex justify-between gap-4">
						<dt className="text-muted">{t("definition.complete")}</dt>
						<dd className="num">{f.dateTime(completeUntil)}</dd>
					</div>
				)}
			</dl>
		</Popover>
	);
}
