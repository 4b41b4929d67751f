import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Withdrawal } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { BotRisk, OurRisk } from "@/features/payouts/risk";
import { payoutTone, usePayoutStatus } from "@/features/payouts/words";
import { Person } from "@/features/referrals/person";
import { Waiting } from "@/features/referrals/waiting";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<Withdrawal>();

export function usePayoutColumns(): Columns<Withdrawal> {
	const { t } = useTranslation();
	const f = useFormat();
	const status = usePayoutStatus();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	return useMemo(() => {
		const figure = (id: string, label: string, cell: (row: Withdrawal) => string) =>
			column.display({
				id,
				meta: { label, align: "right" as const },
				cell: ({ row: { original: row } }) => <span className="num">{cell(row)}</span>,
			});
		return [
			column.display({
				id: "customer",
				meta: { label: t("subscription.customer"), fixed: true, className: "min-w-44" },
				cell: ({ row: { original: row } }) => <Person customer={row.customer} id={row.customer_id} />,
			}),
			column.display({
				id: "amount",
				meta: { label: t("payouts.amount"), align: "right", fixed: true, className: "font-medium" },
				cell: ({ row: { original: row } }) => f.money(row.amount_kopeks),
			}),
			column.display({
				id: "status",
				meta: { label: t("payouts.statusLabel") },
				cell: ({ row: { original: row } }) => (
					<Badge tone={payoutTone(row.status)}>{status(row.status)}</Badge>
				),
			}),
			column.display({
				id: "waiting",
				// Who waits longest asked first.
				meta: { label: t("referrals.waiting"), sort: { asc: "created_desc", desc: "created_asc" } },
				cell: ({ row: { original: row } }) => (
					<Waiting bare since={row.waiting_since} processed={row.processed_at} />
				),
			}),
			column.display({
				id: "created",
				meta: {
					label: t("payouts.created"),
					align: "right",
					sort: { asc: "created_asc", desc: "created_desc" },
				},
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{f.date(row.created_at)}</span>
				),
			}),
			column.display({
				id: "our_risk",
				meta: { label: t("payouts.ourRisk") },
				cell: ({ row: { original: row } }) => <OurRisk row={row} />,
			}),
			column.display({
				id: "risk",
				meta: { label: t("payouts.botRisk"), align: "right" },
				cell: ({ row: { original: row } }) => <BotRisk score={row.risk_score} />,
			}),
			figure("earned", t("payouts.earned"), (row) => f.money(row.earned_kopeks)),
			figure("paid_out", t("payouts.paidOut"), (row) => f.money(row.paid_out_kopeks)),
			figure("invited", t("payouts.invited"), (row) =>
				t("referrals.countOf", { n: f.count(row.invited_paid), of: f.count(row.invited) }),
			),
			column.display({
				id: "id",
				meta: { label: t("payouts.id"), align: "right" },
				cell: ({ row: { original: row } }) => <span className="num text-muted">{row.id}</span>,
			}),
		];
	}, [t, f]);
}
