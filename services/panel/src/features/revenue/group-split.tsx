import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Revenue } from "@/api/client";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Skeleton } from "@/components/ui/skeleton";
import { type Part, SplitBars } from "@/components/ui/split-bars";
import { groupsOf, moneyOf, type Side } from "@/features/revenue/drawings";
import {
	GROUPS,
	type Group,
	KNOWN_THEN,
	type RevenueSearch,
	shownGroup,
	thenOf,
} from "@/features/revenue/search";
import { useGroupName } from "@/features/revenue/words";
import { useFormat } from "@/lib/use-format";

const SHOWN = 8;

type Props = {
	search: RevenueSearch;
	revenue: Revenue | undefined;
	error: unknown;
	onRetry: () => void;
	onLook: (change: Partial<RevenueSearch>) => void;
	onFilter: (change: Partial<RevenueSearch>) => void;
	className?: string;
};

/** What a click on a group filters by; nothing for what is "without". */
function filterOf(by: Group, key: string): Partial<RevenueSearch> | undefined {
	if (key === "" || key === "others") return undefined;
	switch (by) {
		case "gateway":
			return { method: [key] };
		case "tariff":
			return { tariff: [key] };
		case "term":
			return { term: [key] };
		case "referrer":
			return { referrer: key };
		case "promo_group":
			return { group: [key] };
		case "campaign":
			return { campaign: [key] };
		case "new_returning":
			return { customers: key === "new" ? "new" : "returning" };
	}
}

/** Where the money of the period comes from: by method, tariff, term, referrer, group or by who pays. */
export function GroupSplit({ search, revenue, error, onRetry, onLook, onFilter, className }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const groupName = useGroupName();
	const by = shownGroup(revenue, search);
	const then = thenOf(search);
	const choices = GROUPS.filter((value) => search.known === undefined || KNOWN_THEN.includes(value));
	const side: Side = search.side ?? "cash";
	const groups = revenue ? groupsOf(revenue, side) : [];
	const rest = groups.slice(SHOWN);
	const parts: Part[] = groups.slice(0, SHOWN).map((group, index) => {
		const filter = filterOf(by, group.key);
		const payers = group.figures?.payers;
		return {
			key: group.key,
			label: groupName(by, group),
			value: moneyOf(group.figures, side),
			shown: f.money(moneyOf(group.figures, side)),
			hint:
				side === "cash" && payers
					? t("revenue.payersCount", { count: payers, n: f.count(payers) })
					: undefined,
			color: index < 5 ? `var(--series-${index + 1})` : "var(--series-rest)",
			onClick: filter && (() => onFilter(filter)),
		} as Part;
	});
	if (rest.length > 0) {
		const value = rest.reduce((sum, group) => sum + moneyOf(group.figures, side), 0n);
		parts.push({
			key: "rest",
			label: t("metric.others"),
			value,
			shown: f.money(value),
			color: "var(--series-rest)",
		});
	}
	return (
		<Card
			className={className}
			title={
				<span className="flex flex-wrap items-center gap-x-3 gap-y-1">
					<Choice
						label={t(`revenue.by.${by}`)}
						options={choices}
						onPick={(value) => onLook({ by: value === "gateway" ? undefined : value })}
					/>
					<Choice
						quiet
						label={then ? t("revenue.thenBy", { also: t(`revenue.by.${then}`) }) : t("revenue.thenNone")}
						options={choices.filter((value) => value !== by)}
						onPick={(value) => onLook({ also: value })}
						onNone={then && (() => onLook({ also: undefined }))}
					/>
				</span>
			}
		>
			{error && !revenue ? (
				<ErrorState error={error} onRetry={onRetry} compact />
			) : !revenue ? (
				<div className="flex flex-col gap-4">
					{["a", "b", "c", "d", "e"].map((key) => (
						<Skeleton key={key} className="h-9" />
					))}
				</div>
			) : parts.length === 0 ? (
				<Empty title={t("revenue.nothing")} compact />
			) : (
				<SplitBars parts={parts} />
			)}
		</Card>
	);
}

type ChoiceProps = {
	label: string;
	options: readonly Group[];
	onPick: (group: Group) => void;
	onNone?: (() => void) | undefined;
	quiet?: boolean;
};

function Choice({ label, options, onPick, onNone, quiet }: ChoiceProps) {
	const { t } = useTranslation();
	return (
		<Menu
			align="start"
			trigger={
				<button
					type="button"
					className={`inline-flex items-center gap-1 rounded-md hover:text-accent-ink ${quiet ? "font-normal text-secondary text-sm" : ""}`}
				>
					{label}
					<ChevronDown className="size-4 text-muted" strokeWidth={1.5} aria-hidden />
				</button>
			}
		>
			{onNone && <MenuItem onSelect={onNone}>{t("revenue.thenNone")}</MenuItem>}
			{options.map((value) => (
				<MenuItem key={value} onSelect={() => onPick(value)}>
					{t(`revenue.by.${value}`)}
				</MenuItem>
			))}
		</Menu>
	);
}
