import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { cohortQuery } from "@/api/queries/revenue";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/drawer";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { type ConversionSearch, cohortQueryOf, kindOf, windowOf } from "@/features/conversion/search";
import { ExportButton } from "@/features/export/export-button";
import { Person } from "@/features/referrals/person";
import { daysOf } from "@/lib/period";
import type { Day } from "@/lib/time";
import { useFormat } from "@/lib/use-format";

type Props = {
	search: ConversionSearch;
	today: Day;
	onLook: (change: Partial<ConversionSearch>) => void;
};

/** The people behind a point of the conversion chart: who began then, and when they first paid. */
export function CohortDrawer({ search, today, onLook }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const query = cohortQueryOf(search, today);
	const { data, error, refetch } = useQuery({ ...cohortQuery(query ?? {}), enabled: query !== undefined });
	if (!query || search.cohort === undefined) return null;
	const { from, to } = daysOf(search.cohort, today);
	const kind = kindOf(search);
	return (
		<Drawer
			open
			onClose={() => onLook({ cohort: undefined, more: undefined })}
			title={t(`conversion.cohort.${kind}`, {
				days: from === to ? f.day(from, "long") : f.dayRange(from, to),
			})}
			actions={<ExportButton list="conversion/rows" query={query} />}
		>
			{error && !data ? (
				<ErrorState error={error} onRetry={() => void refetch()} compact />
			) : !data ? (
				<Skeleton className="h-64" />
			) : data.items.length === 0 ? (
				<Empty title={t("conversion.nobody")} compact />
			) : (
				<div className="flex flex-col gap-3">
					<p className="num text-secondary">
						{t("conversion.people", { count: data.total, n: f.total(data.total, data.total_capped) })} ·{" "}
						{t("conversion.inTime", {
							count: Number(windowOf(search)),
							n: windowOf(search),
						})}
					</p>
					<ul className="flex flex-col">
						{data.items.map((row) => (
							<li
								key={row.customer_id}
								className="flex flex-wrap items-baseline justify-between gap-x-3 border-t py-2"
							>
								<Person customer={row.customer} id={row.customer_id} />
								<span className="num flex items-baseline gap-2 text-secondary text-xs">
									{f.dateTime(row.began_at)}
									{row.converted ? (
										<Badge tone="good">{t("conversion.paid", { date: f.dateTime(row.first_paid_at) })}</Badge>
									) : row.first_paid_at ? (
										<Badge tone="plain">
											{t("conversion.late", { date: f.dateTime(row.first_paid_at) })}
										</Badge>
									) : (
										<Badge tone="plain">{t("conversion.unpaid")}</Badge>
									)}
								</span>
							</li>
						))}
					</ul>
					<div className="flex gap-2">
						{search.more && (
							<Button onClick={() => onLook({ more: undefined })}>{t("conversion.first")}</Button>
						)}
						{data.next_page_token && (
							<Button onClick={() => onLook({ more: data.next_page_token })}>{t("conversion.next")}</Button>
						)}
					</div>
				</div>
			)}
		</Drawer>
	);
}
