import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { customerPromoUsesQuery } from "@/api/queries/promos";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { DefinitionInfo } from "@/components/ui/info";
import { Skeleton } from "@/components/ui/skeleton";
import { usePromoWords } from "@/features/promos/words";
import { useFormat } from "@/lib/use-format";

/** The promo codes a customer used, latest first, with what they paid in the 30 days after. */
export function CustomerPromos({ id }: { id: string }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = usePromoWords();
	const promos = useMay("promos:view");
	const list = useInfiniteQuery(customerPromoUsesQuery(id));
	const rows = list.data?.pages.flatMap((page) => page.items);
	return (
		<Card
			flush
			title={
				<span className="inline-flex items-center gap-1.5">
					{t("promos.ofCustomer")}
					<DefinitionInfo id="promo_net_cash" completeUntil={list.data?.pages[0]?.complete_until} />
				</span>
			}
		>
			{list.error && !rows ? (
				<ErrorState error={list.error} onRetry={() => void list.refetch()} />
			) : rows === undefined ? (
				<div className="p-4">
					<Skeleton className="h-10" />
				</div>
			) : rows.length === 0 ? (
				<Empty title={t("promos.noneOfCustomer")} compact />
			) : (
				<ul data-testid="customer-promos">
					{rows.map(({ id: use, promo, used_at, gone_at, net_cash_kopeks }) => (
						<li
							key={use}
							className="flex items-center justify-between gap-3 border-b px-4 py-2 last:border-b-0"
						>
							<span className="min-w-0">
								{promo && promos ? (
									<Link
										to="/promos/$id"
										params={{ id: promo.id }}
										className="block truncate rounded-sm font-medium font-mono hover:underline"
									>
										{promo.code}
									</Link>
								) : (
									<span className="block truncate font-medium font-mono">
										{promo?.code ?? t("promos.unknownCode")}
									</span>
								)}
								<span className="num block text-muted text-xs">
									{f.dateTime(used_at)}
									{promo && ` · ${words.gives(promo)}`}
									{gone_at && ` · ${t("common.gone")}`}
								</span>
							</span>
							<span className="num shrink-0">{f.money(net_cash_kopeks)}</span>
						</li>
					))}
				</ul>
			)}
			{list.hasNextPage && (
				<div className="flex justify-center border-t p-2">
					<Button look="ghost" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
						{t("promos.moreUses")}
					</Button>
				</div>
			)}
		</Card>
	);
}
