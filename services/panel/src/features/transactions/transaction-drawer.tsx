import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Transaction } from "@/api/client";
import { transactionQuery } from "@/api/queries/transactions";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { Facts } from "@/components/ui/facts";
import { Found } from "@/components/ui/found";
import { ListDrawer } from "@/components/ui/list-drawer";
import { Notice } from "@/components/ui/notice";
import { PaymentCard } from "@/features/facts/payment-card";
import { CustomerBox } from "@/features/subscriptions/customer-box";
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
	return (
		<ListDrawer
			id={id}
			ids={rows?.map((row) => row.id) ?? []}
			title={(id) => t("transaction.title", { id })}
			onOpen={onOpen}
		>
			{() => (
				<Found
					row={rows?.[at] ?? other.data?.transaction}
					asked={other}
					missing={{ title: t("transaction.notHere"), text: t("transaction.notHereText") }}
					onClose={() => onOpen(undefined)}
				>
					{(row) => <TransactionView row={row} />}
				</Found>
			)}
		</ListDrawer>
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
			<CustomerBox row={row} payments />
		</div>
	);
}
