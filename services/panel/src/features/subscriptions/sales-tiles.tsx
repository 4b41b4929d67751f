import { useTranslation } from "react-i18next";
import type { Overview } from "@/api/client";
import { Delta } from "@/components/ui/delta";
import { Sparkline } from "@/components/ui/sparkline";
import { StatTile } from "@/components/ui/stat-tile";
import { LiveTile } from "@/features/overview/overview-tiles";
import { parseKopeks, rubles } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

type Props = { overview: Overview | undefined; error: unknown };

/** This month in four numbers. They do not depend on the filters below. */
export function SalesTiles({ overview, error }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	if (error && !overview) return null;
	const { month, month_previous: before } = overview ?? {};
	const days = overview?.days ?? [];
	const until = overview?.complete_until;
	const against = t("delta.lastMonth");
	return (
		<div className="grid grid-cols-2 gap-3 md:gap-4 xl:grid-cols-4">
			<LiveTile overview={overview} />
			<StatTile
				className="max-md:col-span-2"
				label={t("overview.netMonth")}
				definition="net_cash"
				completeUntil={until}
				value={overview && f.moneyHeadline(month?.net_cash_kopeks)}
				exact={f.moneyExact(month?.net_cash_kopeks)}
				delta={
					<Delta
						money
						current={parseKopeks(month?.net_cash_kopeks)}
						previous={parseKopeks(before?.net_cash_kopeks)}
						against={against}
					/>
				}
			>
				<Sparkline values={days.map((day) => rubles(day.cash?.net_cash_kopeks))} />
			</StatTile>
			<StatTile
				label={t("overview.payersMonth")}
				definition="payers"
				completeUntil={until}
				value={overview && f.count(month?.payers)}
				delta={<Delta current={big(month?.payers)} previous={big(before?.payers)} against={against} />}
			>
				<Sparkline values={days.map((day) => day.cash?.payers ?? 0)} />
			</StatTile>
			<StatTile
				label={t("overview.checkMonth")}
				definition="average_check"
				completeUntil={until}
				value={overview && f.moneyHeadline(month?.average_check_kopeks)}
				exact={month?.average_check_kopeks && f.moneyExact(month.average_check_kopeks)}
				delta={
					<Delta
						money
						current={parseKopeks(month?.average_check_kopeks)}
						previous={parseKopeks(before?.average_check_kopeks)}
						against={against}
					/>
				}
			>
				<Sparkline values={days.map((day) => rubles(day.cash?.average_check_kopeks))} />
			</StatTile>
		</div>
	);
}

const big = (value: number | undefined) => (value === undefined ? undefined : BigInt(value));
