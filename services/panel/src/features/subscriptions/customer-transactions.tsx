import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Transaction } from "@/api/client";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { TransactionCard } from "@/features/transactions/transaction-card";

/** What the customer paid and got back, newest first. */
export function CustomerTransactions({
	rows,
	customerId,
}: {
	rows: readonly Transaction[];
	customerId: string;
}) {
	const { t } = useTranslation();
	return (
		<Card
			title={t("customer.transactions")}
			flush
			actions={
				<Link
					to="/transactions"
					search={{ customer: customerId, period: "all" }}
					className="rounded-sm text-accent-ink text-sm hover:underline"
				>
					{t("overview.all")}
				</Link>
			}
		>
			{rows.length === 0 ? (
				<Empty title={t("customer.noTransactions")} text={t("customer.noTransactionsText")} compact />
			) : (
				<ul className="py-1">
					{rows.map((row) => (
						<li key={row.id} className="px-4 py-2">
							<TransactionCard row={row} withoutCustomer />
						</li>
					))}
				</ul>
			)}
		</Card>
	);
}
