import { useTranslation } from "react-i18next";
import type { Cash, Stats } from "@/api/client";
import { Delta } from "@/components/ui/delta";
import type { Definition } from "@/components/ui/info";
import { StatTile } from "@/components/ui/stat-tile";
import { parseKopeks } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

type Money = "net_cash_kopeks" | "cash_in_kopeks" | "cash_refunds_kopeks" | "average_check_kopeks";

const TILES: {
	id: Definition;
	field: Money;
	title: "metric.net" | "metric.in" | "metric.refunds" | "metric.check";
	inverse?: boolean;
}[] = [
	{ id: "net_cash", field: "net_cash_kopeks", title: "metric.net" },
	{ id: "cash_in", field: "cash_in_kopeks", title: "metric.in" },
	{ id: "cash_refunds", field: "cash_refunds_kopeks", title: "metric.refunds", inverse: true },
	{ id: "average_check", field: "average_check_kopeks", title: "metric.check" },
];

/** Cash of the period, each number against the equal period before. */
export function CashTiles({ stats, error }: { stats: Stats | undefined; error: unknown }) {
	const { t } = useTranslation();
	const f = useFormat();
	if (error && !stats) return null;
	const against = t("delta.previousPeriod");
	const big = (cash: Cash | undefined) => (cash === undefined ? undefined : BigInt(cash.payers));
	return (
		<div className="grid grid-cols-2 gap-3 md:gap-4 lg:grid-cols-3 xl:grid-cols-5">
			{TILES.map((tile) => {
				const value = stats?.cash?.[tile.field];
				return (
					<StatTile
						key={tile.id}
						label={t(tile.title)}
						definition={tile.id}
						completeUntil={stats?.complete_until}
						value={stats && f.moneyHeadline(value)}
						exact={value === undefined ? undefined : f.moneyExact(value)}
						delta={
							<Delta
								money
								inverse={tile.inverse}
								current={parseKopeks(value)}
								previous={parseKopeks(stats?.previous?.[tile.field])}
								against={against}
							/>
						}
						testId={tile.id}
						className={tile.id === "net_cash" ? "max-md:col-span-2" : ""}
					/>
				);
			})}
			<StatTile
				label={t("metric.payers")}
				definition="payers"
				completeUntil={stats?.complete_until}
				value={stats && f.count(stats.cash?.payers)}
				delta={<Delta current={big(stats?.cash)} previous={big(stats?.previous)} against={against} />}
				testId="payers"
			/>
		</div>
	);
}
