import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { customerTone, useCustomerWords } from "@/features/customers/words";
import { handleOf, nameOf } from "@/features/subscriptions/words";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<Customer>();

export function useCustomerColumns(): Columns<Customer> {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useCustomerWords();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	return useMemo(
		() => [
			column.display({
				id: "customer",
				meta: { label: t("subscription.customer"), fixed: true, className: "min-w-48" },
				cell: ({ row: { original: row } }) => (
					<span className="flex items-baseline gap-2">
						<Link
							to="/customers/$id"
							params={{ id: row.id }}
							className="truncate rounded-sm font-medium hover:underline"
						>
							{nameOf(row, row.id)}
						</Link>
						<span className="truncate text-muted text-xs">{handleOf(row)}</span>
					</span>
				),
			}),
			column.display({
				id: "telegram",
				meta: { label: "Telegram ID", className: "num text-secondary" },
				cell: ({ row: { original: row } }) => row.telegram_id,
			}),
			column.display({
				id: "email",
				meta: { label: "E-mail", className: "text-secondary" },
				cell: ({ row: { original: row } }) => row.email,
			}),
			column.display({
				id: "status",
				meta: { label: t("customers.status") },
				cell: ({ row: { original: row } }) => (
					<span className="flex gap-1.5">
						<Badge tone={customerTone(row.status)}>{words.status(row.status)}</Badge>
						{row.gone_at && <Badge tone="plain">{t("customers.gone")}</Badge>}
					</span>
				),
			}),
			column.display({
				id: "paid",
				meta: { label: t("customers.paid") },
				cell: ({ row: { original: row } }) => (row.has_paid ? t("common.yes") : t("common.no")),
			}),
			column.display({
				id: "subscriptions",
				meta: { label: t("customers.subscriptions"), align: "right" },
				cell: ({ row: { original: row } }) => (
					<span className="num">
						{t("customers.liveOf", { live: row.live_subscriptions ?? 0, all: row.subscriptions ?? 0 })}
					</span>
				),
			}),
			column.display({
				id: "balance",
				meta: {
					label: t("customer.balance"),
					align: "right",
					sort: { desc: "balance_desc" },
				},
				cell: ({ row: { original: row } }) => f.money(row.balance_kopeks),
			}),
			column.display({
				id: "auth",
				meta: { label: t("customers.auth") },
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{words.auth(row.auth_type)}</span>
				),
			}),
			column.display({
				id: "created",
				meta: {
					label: t("customers.created"),
					align: "right",
					sort: { asc: "created_asc", desc: "created_desc" },
				},
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{f.date(row.created_at)}</span>
				),
			}),
			column.display({
				id: "id",
				meta: { label: t("customer.id"), align: "right" },
				cell: ({ row: { original: row } }) => <span className="text-muted">{row.id}</span>,
			}),
		],
		[t, f],
	);
}
