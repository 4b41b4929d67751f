import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Transaction } from "@/api/client";
import { ApiError } from "@/api/errors";
import { transactionQuery } from "@/api/queries/transactions";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { Drawer } from "@/components/ui/drawer";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { PaymentCard } from "@/features/facts/payment-card";
import { CustomerFacts } from "@/features/subscriptions/customer-facts";
import { Amount } from "@/features/transactions/amount";
import { stateOf, useGatewayName, useKindName } from "@/features/transactions/words";
import { useFormat } from "@/lib/use-format";

type Props = {
	id: string | undefined;
	rows: readonly Transaction[] | undefined;
	onOpen: (id: string | undefined) => void;
};

/** One operation: of the list on the page, or any other that a link names. */
export function TransactionDrawer({ id, rows, onOpen }: Props) {
	const { t } = useTranslation();
	const at = rows?.findIndex((row) => row.id === id) ?? -1;
	const elsewhere = rows !== undefined && at < 0;
	const other = useQuery({ ...transactionQuery(id ?? ""), enabled: id !== undefined && elsewhere });
	if (id === undefined) return null;
	const row = rows?.[at] ?? other.data?.transaction;
	const missing = other.error instanceof ApiError && other.error.status === 404;
	const previous = at > 0 ? rows?.[at - 1]?.id : undefined;
	const next = at >= 0 ? rows?.[at + 1]?.id : undefined;
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={t("transaction.title", { id })}
			onPrevious={previous ? () => onOpen(previous) : undefined}
			onNext={next ? () => onOpen(next) : undefined}
		>
			{row ? (
				<TransactionView row={row} />
			) : other.error && !missing ? (
				<ErrorState error={other.error} onRetry={() => void other.refetch()} />
			) : !missing ? (
				<Skeleton className="h-64 rounded-xl" />
			) : (
				<Empty
					title={t("transaction.notHere")}
					text={t("transaction.notHereText")}
					action={<Button onClick={() => onOpen(undefined)}>{t("common.close")}</Button>}
				/>
			)}
		</Drawer>
	);
}

function TransactionView({ row }: { row: Transaction }) {
	const { t } = useTranslation();
	const f = useFormat();
	const kindName = useKindName();
	const gatewayName = useGatewayName();
	const state = stateOf(row);
	const cash = row.cash === "in" || row.cash === "refund" ? row.cash : "none";
	return (
		<div className="flex flex-col gap-4">
			{row.gone_at && (
				<Notice tone="info" title={t("transaction.goneTitle")}>
					{t("transaction.goneText", { date: f.dateTime(row.gone_at) })}
				</Notice>
			)}
			<Card
				title={kindName(row.kind)}
				actions={<Badge tone={state.tone}>{t(`transaction.state.${state.key}`)}</Badge>}
			>
				<p className="mb-3 text-3xl tracking-tight">
					<Amount row={row} exact />
				</p>
				<Facts
					items={[
						{ label: t("transaction.cashLabel"), value: t(`transaction.cash.${cash}`) },
						{ label: t("transaction.method"), value: gatewayName(row.payment_method ?? "none") },
						{ label: t("transaction.time"), value: f.dateTime(row.booked_at) },
						{ label: t("transaction.createdAt"), value: f.dateTime(row.created_at) },
						...(row.description ? [{ label: t("transaction.description"), value: row.description }] : []),
						...(row.external_id
							? [
									{
										label: t("transaction.external"),
										value: <CopyText text={row.external_id} className="max-w-full" />,
									},
								]
							: []),
						{ label: t("transaction.id"), value: <CopyText text={row.id} /> },
					]}
				/>
			</Card>
			<PaymentCard id={row.id} />
			<Card
				title={t("subscription.customer")}
				actions={
					<span className="flex gap-3 text-sm">
						<Link
							to="/customers/$id"
							params={{ id: row.customer_id }}
							className="rounded-sm text-accent-ink hover:underline"
						>
							{t("customers.open")}
						</Link>
						<Link
							to="/transactions"
							search={{ customer: row.customer_id, period: "all" }}
							className="rounded-sm text-accent-ink hover:underline"
						>
							{t("customer.payments")}
						</Link>
					</span>
				}
			>
				<CustomerFacts customer={row.customer} id={row.customer_id} />
			</Card>
		</div>
	);
}
