import { useTranslation } from "react-i18next";
import type { Revenue, RevenueBucket } from "@/api/client";
import { Delta } from "@/components/ui/delta";
import type { Definition } from "@/components/ui/info";
import { Sparkline } from "@/components/ui/sparkline";
import { StatTile } from "@/components/ui/stat-tile";
import { parseKopeks, rubles } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

type Tile = {
	id: Definition;
	title: "metric.net" | "revenue.spent" | "metric.check" | "revenue.arppu" | "revenue.arpu";
	now: string | undefined;
	before: string | undefined;
	line?: (bucket: RevenueBucket) => string | undefined;
};

/** The period in six numbers, each against the equal period before. */
export function RevenueTiles({ revenue, error }: { revenue: Revenue | undefined; error: unknown }) {
	const { t } = useTranslation();
	const f = useFormat();
	if (error && !revenue) return null;
	const { figures, previous, complete_until: until, buckets = [] } = revenue ?? {};
	const against = t("delta.previousPeriod");
	const tiles: Tile[] = [
		{
			id: "net_cash",
			title: "metric.net",
			now: figures?.net_cash_kopeks,
			before: previous?.net_cash_kopeks,
			line: (bucket) => bucket.figures?.net_cash_kopeks,
		},
		{
			id: "consumption",
			title: "revenue.spent",
			now: figures?.consumption_kopeks,
			before: previous?.consumption_kopeks,
			line: (bucket) => bucket.figures?.consumption_kopeks,
		},
		{
			id: "average_check",
			title: "metric.check",
			now: figures?.average_check_kopeks,
			before: previous?.average_check_kopeks,
			line: (bucket) => bucket.figures?.average_check_kopeks,
		},
		{
			id: "arppu",
			title: "revenue.arppu",
			now: figures?.arppu_kopeks,
			before: previous?.arppu_kopeks,
			line: (bucket) => bucket.figures?.arppu_kopeks,
		},
		{ id: "arpu", title: "revenue.arpu", now: revenue?.arpu_kopeks, before: revenue?.previous_arpu_kopeks },
	];
	const [first, second, ...others] = tiles.map((tile) => (
		<StatTile
			key={tile.id}
			label={t(tile.title)}
			definition={tile.id}
			completeUntil={until}
			value={revenue && f.moneyHeadline(tile.now)}
			exact={tile.now === undefined ? undefined : f.moneyExact(tile.now)}
			delta={
				<Delta money current={parseKopeks(tile.now)} previous={parseKopeks(tile.before)} against={against} />
			}
			testId={tile.id}
		>
			{tile.line && tile.now !== undefined && (
				<Sparkline values={buckets.map((bucket) => rubles(tile.line?.(bucket)))} />
			)}
		</StatTile>
	));
	const people = (value: number | undefined) => (value === undefined ? undefined : BigInt(value));
	return (
		<div className="grid grid-cols-2 gap-3 md:gap-4 lg:grid-cols-3 2xl:grid-cols-6">
			{first}
			{second}
			<StatTile
				label={t("metric.payers")}
				definition="payers"
				completeUntil={until}
				value={revenue && f.count(figures?.payers)}
				delta={
					<Delta current={people(figures?.payers)} previous={people(previous?.payers)} against={against} />
				}
				testId="payers"
			>
				{figures?.payers !== undefined && (
					<Sparkline values={buckets.map((bucket) => bucket.figures?.payers ?? 0)} />
				)}
			</StatTile>
			{others}
		</div>
	);
}
