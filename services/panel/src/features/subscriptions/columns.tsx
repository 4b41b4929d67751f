import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { Tooltip } from "@/components/ui/tooltip";
import { handleOf, nameOf, toneOf, useStateName, useStatusName } from "@/features/subscriptions/words";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<Subscription>();

export function useSubscriptionColumns(): Columns<Subscription> {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	const stateName = useStateName();
	const statusName = useStatusName();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the two namers follow t
	return useMemo(
		() => [
			column.display({
				id: "customer",
				meta: { label: t("subscription.customer"), fixed: true, className: "min-w-48" },
				cell: ({ row: { original: row } }) => (
					<span className="flex items-baseline gap-2">
						<Link
							to="/sales/subscriptions/$id"
							params={{ id: row.id }}
							className="truncate rounded-sm font-medium hover:underline"
						>
							{nameOf(row.customer, row.customer_id)}
						</Link>
						<Link
							to="/customers/$id"
							params={{ id: row.customer_id }}
							aria-label={t("customers.title", { id: row.customer_id })}
							className="truncate rounded-sm text-muted text-xs hover:underline"
						>
							{handleOf(row.customer) || `#${row.customer_id}`}
						</Link>
					</span>
				),
			}),
			column.display({
				id: "state",
				meta: { label: t("subscription.state") },
				cell: ({ row: { original: row } }) => (
					<span className="flex gap-1.5">
						<Badge tone={toneOf(row.state)}>{stateName(row.state)}</Badge>
						{row.gone_at && <Badge tone="plain">{t("common.gone")}</Badge>}
					</span>
				),
			}),
			column.display({
				id: "status",
				meta: { label: t("subscription.status") },
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{statusName(row.status)}</span>
				),
			}),
			column.display({
				id: "tariff",
				meta: { label: t("subscription.tariff") },
				cell: ({ row: { original: row } }) =>
					row.tariff_name ?? <span className="text-muted">{t("subscription.noTariff")}</span>,
			}),
			column.display({
				id: "ends",
				meta: { label: t("subscription.ends"), align: "right", sort: { asc: "ends_asc", desc: "ends_desc" } },
				cell: ({ row: { original: row } }) =>
					row.ends_at && (
						<Tooltip text={f.dateTime(row.ends_at)}>
							<span>{f.relative(row.ends_at, now)}</span>
						</Tooltip>
					),
			}),
			column.display({
				id: "traffic",
				meta: { label: t("subscription.traffic"), align: "right" },
				cell: ({ row: { original: row } }) =>
					row.traffic_limit_gb === "0"
						? t("subscription.unlimited")
						: t("subscription.trafficOf", {
								used: Math.round(row.traffic_used_gb),
								limit: row.traffic_limit_gb,
							}),
			}),
			column.display({
				id: "devices",
				meta: { label: t("subscription.devices"), align: "right" },
				cell: ({ row: { original: row } }) => row.device_limit,
			}),
			column.display({
				id: "autopay",
				meta: { label: t("subscription.autopay") },
				cell: ({ row: { original: row } }) => (row.autopay_enabled ? t("common.yes") : t("common.no")),
			}),
			column.display({
				id: "created",
				meta: {
					label: t("subscription.created"),
					align: "right",
					sort: { asc: "created_asc", desc: "created_desc" },
				},
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{f.date(row.created_at)}</span>
				),
			}),
			column.display({
				id: "id",
				meta: { label: t("subscription.id"), align: "right" },
				cell: ({ row: { original: row } }) => <span className="text-muted">{row.id}</span>,
			}),
		],
		[t, f, now],
	);
}
