import { useTranslation } from "react-i18next";
import type { Revenue, RevenuePart } from "@/api/client";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { groupsOf, moneyOf, type Side } from "@/features/revenue/drawings";
import { GROUPS, type Group, type RevenueSearch, shownGroup } from "@/features/revenue/search";
import { useGroupName } from "@/features/revenue/words";
import { useFormat } from "@/lib/use-format";

const COLUMNS = 7;

type Props = {
	search: RevenueSearch;
	revenue: Revenue | undefined;
	error: unknown;
	onRetry: () => void;
};

/** Two dimensions at once: groups down, their parts across, the largest first. */
export function GroupMatrix({ search, revenue, error, onRetry }: Props) {
	const { t } = useTranslation();
	const then = GROUPS.find((group) => group === revenue?.asked.then_by) ?? search.also;
	const by = shownGroup(revenue, search);
	const side: Side = search.side ?? "cash";
	if (!then) return null;
	const title = t("revenue.matrix", { by: t(`revenue.by.${by}`), also: t(`revenue.by.${then}`) });
	const empty = revenue && groupsOf(revenue, side).length === 0;
	return (
		<Card title={title}>
			{error && !revenue ? (
				<ErrorState error={error} onRetry={onRetry} compact />
			) : !revenue ? (
				<Skeleton className="h-48" />
			) : empty ? (
				<Empty title={t("revenue.nothing")} compact />
			) : (
				<Matrix revenue={revenue} by={by} also={then} side={side} label={title} />
			)}
		</Card>
	);
}

type MatrixProps = { revenue: Revenue; by: Group; also: Group; side: Side; label: string };

function Matrix({ revenue, by, also: then, side, label }: MatrixProps) {
	const { t } = useTranslation();
	const f = useFormat();
	const name = useGroupName();
	const rows = groupsOf(revenue, side);
	const shown = columnsOf(revenue, side);
	const rest = (parts: readonly RevenuePart[]) =>
		parts
			.filter((part) => !shown.some((column) => column.key === part.key))
			.reduce((sum, part) => sum + moneyOf(part.figures, side), 0n);
	const more = rows.some((row) => rest(row.parts) !== 0n);
	const cell = (value: bigint) => (value === 0n ? <span className="text-muted">—</span> : f.money(value));
	return (
		<section
			className="overflow-x-auto"
			// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
			tabIndex={0}
			aria-label={label}
		>
			<table className="num w-full text-sm">
				<thead className="text-left text-muted text-xs">
					<tr>
						<th scope="col" className="sticky left-0 bg-surface py-1.5 pr-4 font-normal">
							{t(`revenue.by.${by}`)}
						</th>
						{shown.map((column) => (
							<th key={column.key} scope="col" className="py-1.5 pl-4 text-right font-normal">
								{name(then, column)}
							</th>
						))}
						{more && (
							<th scope="col" className="py-1.5 pl-4 text-right font-normal">
								{t("metric.others")}
							</th>
						)}
						<th scope="col" className="py-1.5 pl-4 text-right font-medium text-secondary">
							{t("revenue.total")}
						</th>
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<tr key={row.key} className="border-t">
							<th
								scope="row"
								className="sticky left-0 max-w-56 truncate bg-surface py-2 pr-4 text-left font-normal"
							>
								{name(by, row)}
							</th>
							{shown.map((column) => (
								<td key={column.key} className="whitespace-nowrap py-2 pl-4 text-right">
									{cell(moneyOf(row.parts.find((part) => part.key === column.key)?.figures, side))}
								</td>
							))}
							{more && <td className="whitespace-nowrap py-2 pl-4 text-right">{cell(rest(row.parts))}</td>}
							<td className="whitespace-nowrap py-2 pl-4 text-right font-medium">
								{cell(moneyOf(row.figures, side))}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}

/** Parts with most money over all groups; what the server calls others stays with the others. */
function columnsOf(revenue: Revenue, side: Side): RevenuePart[] {
	const sums = new Map<string, { part: RevenuePart; sum: bigint }>();
	for (const part of revenue.groups.flatMap((group) => group.parts)) {
		if (part.key === "others") continue;
		const known = sums.get(part.key) ?? { part, sum: 0n };
		known.sum += moneyOf(part.figures, side);
		sums.set(part.key, known);
	}
	return [...sums.values()]
		.filter(({ sum }) => sum !== 0n)
		.sort((a, b) => (b.sum > a.sum ? 1 : b.sum < a.sum ? -1 : 0))
		.slice(0, COLUMNS)
		.map(({ part }) => part);
}
