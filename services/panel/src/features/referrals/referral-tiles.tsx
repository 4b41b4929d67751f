import { useTranslation } from "react-i18next";
import type { Referrers } from "@/api/client";
import { Delta } from "@/components/ui/delta";
import { StatTile } from "@/components/ui/stat-tile";
import { ShareText } from "@/features/referrals/share";
import { parseKopeks } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

const people = (value: number | undefined) => (value === undefined ? undefined : BigInt(value));

/** What invitations brought in the period, each against the equal period before. */
export function ReferralTiles({ data, error }: { data: Referrers | undefined; error: unknown }) {
	const { t } = useTranslation();
	const f = useFormat();
	if (error && !data) return null;
	const { totals, previous, complete_until: completeUntil } = data ?? {};
	const against = t("delta.previousPeriod");
	return (
		<div className="grid grid-cols-2 gap-3 md:gap-4 lg:grid-cols-5">
			<StatTile
				label={t("referrals.invited")}
				definition="referral_invited"
				completeUntil={completeUntil}
				value={totals && f.count(totals.invited)}
				delta={
					<Delta current={people(totals?.invited)} previous={people(previous?.invited)} against={against} />
				}
				testId="invited"
			/>
			<StatTile
				label={t("referrals.paid")}
				definition="referral_paid"
				completeUntil={completeUntil}
				value={totals && f.count(totals.paid)}
				delta={
					<span className="text-muted text-xs">
						{t("referrals.conversionLabel")} <ShareText share={totals?.conversion} />
					</span>
				}
				testId="paid"
			/>
			<StatTile
				label={t("referrals.money")}
				definition="referral_money"
				completeUntil={completeUntil}
				value={totals && f.moneyHeadline(totals.money_kopeks)}
				exact={totals && f.moneyExact(totals.money_kopeks)}
				delta={
					<Delta
						money
						current={parseKopeks(totals?.money_kopeks)}
						previous={parseKopeks(previous?.money_kopeks)}
						against={against}
					/>
				}
				testId="money"
			/>
			<StatTile
				label={t("referrals.earned")}
				definition="referral_earned"
				completeUntil={completeUntil}
				value={totals && f.moneyHeadline(totals.earned_kopeks)}
				exact={totals && f.moneyExact(totals.earned_kopeks)}
				delta={
					<Delta
						money
						current={parseKopeks(totals?.earned_kopeks)}
						previous={parseKopeks(previous?.earned_kopeks)}
						against={against}
					/>
				}
				testId="earned"
			/>
			<StatTile
				label={t("referrals.k")}
				definition="referral_k30"
				completeUntil={completeUntil}
				value={totals && (totals.k === undefined ? "—" : f.percent(totals.k))}
				delta={
					<span className="num text-muted text-xs">
						{t("referrals.kOf", { n: f.count(totals?.k_invited_paid), of: f.count(totals?.k_base) })}
						{totals && totals.k_open > 0 && ` · ${t("referrals.kOpen", { n: f.count(totals.k_open) })}`}
					</span>
				}
				testId="k30"
				className="max-lg:col-span-2"
			/>
		</div>
	);
}
