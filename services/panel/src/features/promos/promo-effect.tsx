import { useTranslation } from "react-i18next";
import type { PromoDetails } from "@/api/client";
import { Notice } from "@/components/ui/notice";
import { StatTile } from "@/components/ui/stat-tile";
import { useFormat } from "@/lib/use-format";

/** What the uses of a code brought and cost. */
export function PromoEffect({ data, wide }: { data: PromoDetails; wide?: boolean | undefined }) {
	const { t } = useTranslation();
	const f = useFormat();
	const { effect, complete_until } = data;
	if (!effect) return null;
	const until = { completeUntil: complete_until };
	const given = [
		...(effect.days_given !== "0" ? [t("promos.daysGiven", { count: Number(effect.days_given) })] : []),
		...(effect.traffic_given_gb !== "0" ? [t("promos.trafficGiven", { n: effect.traffic_given_gb })] : []),
	];
	return (
		<>
			<div
				className={
					wide ? "grid grid-cols-2 gap-3 md:gap-4 lg:grid-cols-3 xl:grid-cols-5" : "grid grid-cols-2 gap-3"
				}
			>
				<StatTile
					label={t("promos.netCash")}
					definition="promo_net_cash"
					{...until}
					testId="promo-net"
					value={f.moneyHeadline(effect.net_cash_kopeks)}
					exact={f.moneyExact(effect.net_cash_kopeks)}
				/>
				<StatTile
					label={t("promos.users")}
					definition="promo_users"
					{...until}
					value={f.count(effect.users)}
					delta={
						<span className="num text-muted text-xs">
							{t("promos.usesOf", { count: effect.uses, n: f.count(effect.uses) })}
						</span>
					}
				/>
				<StatTile
					label={t("promos.payers")}
					definition="promo_payers"
					{...until}
					value={f.count(effect.payers)}
					delta={
						<span className="num text-muted text-xs">
							{t("promos.ofUsers", { count: effect.users, n: f.count(effect.users) })}
						</span>
					}
				/>
				<StatTile
					label={t("promos.firstTime")}
					definition="promo_first_time_payers"
					{...until}
					value={f.count(effect.first_time_payers)}
				/>
				<StatTile
					label={t("promos.cost")}
					definition="promo_bonuses"
					{...until}
					value={effect.cost_known ? f.moneyHeadline(effect.bonus_kopeks) : t("promos.unknown")}
					exact={effect.cost_known ? f.moneyExact(effect.bonus_kopeks) : undefined}
					delta={given.length > 0 && <span className="num text-muted text-xs">{given.join(" · ")}</span>}
				/>
			</div>
			{effect.open_users > 0 && (
				<Notice
					tone="info"
					title={t("promos.open", { count: effect.open_users, n: f.count(effect.open_users) })}
				>
					{t("promos.openText")}
				</Notice>
			)}
			<p className="text-muted text-xs">
				{t("promos.noCause")} {!effect.cost_known && t("promos.discountCost")}
			</p>
		</>
	);
}
