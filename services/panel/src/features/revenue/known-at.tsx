import { History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Revenue } from "@/api/client";
import { ApiError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { Calendar } from "@/components/ui/calendar";
import { Notice } from "@/components/ui/notice";
import { Popover } from "@/components/ui/popover";
import type { RevenueSearch } from "@/features/revenue/search";
import { parseKopeks } from "@/lib/format";
import type { Day } from "@/lib/time";
import { useFormat } from "@/lib/use-format";

type Change = (change: Partial<RevenueSearch>) => void;

/** What the past does not know goes away with the question about it. */
const FORGOTTEN: Partial<RevenueSearch> = {
	referrer: undefined,
	group: undefined,
	campaign: undefined,
	customers: undefined,
	also: undefined,
};

/** Picks the day at whose beginning figures were known. */
export function KnownAtPicker({
	search,
	today,
	onChange,
}: {
	search: RevenueSearch;
	today: Day;
	onChange: Change;
}) {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	return (
		<Popover
			open={open}
			onOpenChange={setOpen}
			label={t("revenue.known.pick")}
			align="end"
			trigger={
				<Button look="ghost" aria-pressed={search.known !== undefined}>
					<History className="size-4" strokeWidth={1.5} aria-hidden />
					{t("revenue.known.button")}
				</Button>
			}
		>
			<p className="mb-2 max-w-64 text-secondary text-sm">{t("revenue.known.explain")}</p>
			<Calendar
				today={today}
				from={search.known}
				to={search.known}
				onPick={(day) => {
					setOpen(false);
					if (day > today) return;
					const by = search.by === "tariff" || search.by === "term" ? search.by : undefined;
					onChange({ ...FORGOTTEN, by, known: day });
				}}
			/>
		</Popover>
	);
}

/** Nobody knows that past: the banner says why, and there is nothing to draw. */
export const knownRefused = (search: RevenueSearch, error: unknown): boolean =>
	search.known !== undefined && error instanceof ApiError && error.status === 400;

/** Says that this is the past, and how far it is from what is known today. */
export function KnownAtBanner({
	search,
	revenue,
	error,
	onChange,
}: {
	search: RevenueSearch;
	revenue: Revenue | undefined;
	error: unknown;
	onChange: Change;
}) {
	const { t } = useTranslation();
	const f = useFormat();
	if (search.known === undefined) return null;
	const known = revenue?.known;
	const apart = (of: "net_cash_kopeks" | "consumption_kopeks") =>
		(parseKopeks(known?.today?.[of]) ?? 0n) - (parseKopeks(revenue?.figures?.[of]) ?? 0n);
	const [net, spent] = [apart("net_cash_kopeks"), apart("consumption_kopeks")];
	return (
		<Notice
			tone="warn"
			title={t("revenue.known.title", { day: f.day(search.known, "long") })}
			action={<Button onClick={() => onChange({ known: undefined })}>{t("revenue.known.leave")}</Button>}
		>
			{knownRefused(search, error) && t("revenue.known.refused")}
			{known && (
				<span data-testid="known-difference">
					{net === 0n && spent === 0n
						? t("revenue.known.same")
						: t("revenue.known.apart", {
								net: f.moneySigned(net.toString()),
								spent: f.moneySigned(spent.toString()),
							})}{" "}
					{t("revenue.known.changed", {
						corrected: f.count(known.corrected),
						later: f.count(known.learned_later),
					})}
				</span>
			)}
		</Notice>
	);
}
