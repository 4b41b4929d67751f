import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { promoUsesQuery } from "@/api/queries/promos";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { DefinitionInfo } from "@/components/ui/info";
import { Skeleton } from "@/components/ui/skeleton";
import { nameOf } from "@/features/subscriptions/words";
import { useFormat } from "@/lib/use-format";

/** Who used a code, latest first, with what they paid in the 30 days after. */
export function PromoUses({ id }: { id: string }) {
	const { t } = useTranslation();
	const f = useFormat();
	const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
		promoUsesQuery(id),
	);
	const rows = data?.pages.flatMap((page) => page.items);
	return (
		<Card
			flush
			title={
				<span className="inline-flex items-center gap-1.5">
					{t("promos.usesTitle")}
					<DefinitionInfo id="promo_net_cash" completeUntil={data?.pages[0]?.complete_until} />
				</span>
			}
		>
			{error && !rows ? (
				<ErrorState error={error} onRetry={() => void refetch()} />
			) : rows === undefined ? (
				<div className="flex flex-col gap-3 p-4">
					<Skeleton className="h-4 w-56" />
					<Skeleton className="h-4 w-48" />
					<Skeleton className="h-4 w-52" />
				</div>
			) : rows.length === 0 ? (
				<Empty title={t("promos.noUses")} compact />
			) : (
				<ul>
					{rows.map((use) => (
						<li
							key={use.id}
							className="flex items-center justify-between gap-3 border-b px-4 py-2 last:border-b-0"
						>
							<span className="min-w-0">
								<Link
									to="/customers/$id"
									params={{ id: use.customer_id }}
									className="block truncate rounded-sm hover:underline"
								>
									{nameOf(use.customer, use.customer_id)}
								</Link>
								<span className="num block text-muted text-xs">
									{f.dateTime(use.used_at)}
									{use.gone_at && ` · ${t("common.gone")}`}
								</span>
							</span>
							<span className="num shrink-0">{f.money(use.net_cash_kopeks)}</span>
						</li>
					))}
				</ul>
			)}
			{hasNextPage && (
				<div className="flex justify-center border-t p-2">
					<Button look="ghost" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
						{t("promos.moreUses")}
					</Button>
				</div>
			)}
		</Card>
	);
}
