import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Correction } from "@/api/client";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { useCorrectionText, useFactWords } from "@/features/facts/words";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<Correction>();

export function useCorrectionColumns(): Columns<Correction> {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useFactWords();
	const text = useCorrectionText();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	return useMemo(
		() => [
			column.display({
				id: "learned",
				meta: { label: t("corrections.learned"), fixed: true },
				cell: ({ row: { original: row } }) => <span className="num">{f.dateTime(row.learned_at)}</span>,
			}),
			column.display({
				id: "payment",
				meta: { label: t("corrections.payment"), fixed: true },
				cell: ({ row: { original: row } }) => <PaymentLink row={row} />,
			}),
			column.display({
				id: "what",
				meta: { label: t("corrections.what"), fixed: true, className: "min-w-64" },
				cell: ({ row: { original: row } }) => <span className="num break-words">{text(row)}</span>,
			}),
			column.display({
				id: "why",
				meta: { label: t("corrections.why") },
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{words.because(row.why)}</span>
				),
			}),
			column.display({
				id: "booked",
				meta: { label: t("corrections.booked"), align: "right" },
				cell: ({ row: { original: row } }) => (
					<span className="num text-secondary">{f.dateTime(row.booked_at)}</span>
				),
			}),
			column.display({
				id: "customer",
				meta: { label: t("subscription.customer"), align: "right" },
				cell: ({ row: { original: row } }) =>
					row.customer_id === undefined ? (
						<span className="text-muted">—</span>
					) : (
						<Link
							to="/customers/$id"
							params={{ id: row.customer_id }}
							className="num rounded-sm text-accent-ink hover:underline"
						>
							{t("fact.number", { id: row.customer_id })}
						</Link>
					),
			}),
		],
		[t, f],
	);
}

/** A payment as people say it: "Операция № 5". */
export function usePaymentName(): (row: Correction) => string {
	const { t } = useTranslation();
	return (row) =>
		t(`corrections.source.${row.source as "transaction" | "guest_purchase" | "wheel_spin"}`, {
			id: row.payment_id,
		});
}

/** A ledger row opens beside the list of payments; orders and spins have no list: their customer shows them. */
function PaymentLink({ row }: { row: Correction }) {
	const name = usePaymentName()(row);
	if (row.source !== "transaction") return <span>{name}</span>;
	return (
		<Link
			to="/transactions"
			search={{ period: "all", tx: row.payment_id }}
			className="num rounded-sm text-accent-ink hover:underline"
		>
			{name}
		</Link>
	);
}
