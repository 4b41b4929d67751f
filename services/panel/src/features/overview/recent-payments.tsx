import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { transactionsQuery } from "@/api/queries/transactions";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { nameOf } from "@/features/subscriptions/words";
import { useGatewayName, useKindName } from "@/features/transactions/words";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

/** The latest completed gateway payments; new ones appear by themselves. */
export function RecentPayments() {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	const kindName = useKindName();
	const gatewayName = useGatewayName();
	const { data, error, refetch } = useQuery(
		transactionsQuery({ page_size: 8, gateway_only: true, completed: true, count: false }),
	);
	return (
		<Card
			title={t("overview.recent")}
			actions={
				<Link
					to="/transactions"
					search={{ gateway: true }}
					className="rounded-sm text-accent-ink text-sm hover:underline"
				>
					{t("overview.all")}
				</Link>
			}
			flush
		>
			{error && !data ? (
				<ErrorState error={error} onRetry={() => void refetch()} compact />
			) : !data ? (
				<div className="flex flex-col gap-3 p-4">
					{["a", "b", "c", "d", "e"].map((key) => (
						<Skeleton key={key} className="h-5" />
					))}
				</div>
			) : data.items.length === 0 ? (
				<Empty title={t("overview.noPayments")} compact />
			) : (
				<ul className="py-1">
					{data.items.map((row) => (
						<li key={row.id}>
							<Link
								to="/transactions"
								search={{ tx: row.id, gateway: true }}
								className="flex min-h-10 items-center gap-3 px-4 py-1.5 hover:bg-hover"
							>
								<span className="min-w-0 flex-1 md:grid md:grid-cols-[1.2fr_1fr_1fr] md:gap-4">
									<span className="block truncate">{nameOf(row.customer, row.customer_id)}</span>
									<span className="block truncate text-secondary max-md:hidden">{kindName(row.kind)}</span>
									<span className="block truncate text-secondary max-md:text-muted max-md:text-xs">
										{gatewayName(row.payment_method ?? "none")}
									</span>
								</span>
								<span className="num w-28 shrink-0 text-right text-muted text-xs max-md:order-2 max-md:w-auto">
									{row.booked_at && f.relative(row.booked_at, now)}
								</span>
								<span className="num w-28 shrink-0 text-right font-medium max-md:w-auto">
									{row.cash === "refund" ? "\u2212" : ""}
									{f.money(row.amount_kopeks)}
								</span>
							</Link>
						</li>
					))}
				</ul>
			)}
		</Card>
	);
}
