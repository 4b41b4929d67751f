import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { PartnerApplication } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { Channel } from "@/features/partners/channel";
import { Commission } from "@/features/partners/commission";
import { partnerTone, usePartnerStatus } from "@/features/partners/words";
import { Person } from "@/features/referrals/person";
import { Waiting } from "@/features/referrals/waiting";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<PartnerApplication>();

export function usePartnerColumns(): Columns<PartnerApplication> {
	const { t } = useTranslation();
	const f = useFormat();
	const status = usePartnerStatus();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	return useMemo(
		() => [
			column.display({
				id: "customer",
				meta: { label: t("subscription.customer"), fixed: true, className: "min-w-44" },
				cell: ({ row: { original: row } }) => <Person customer={row.customer} id={row.customer_id} />,
			}),
			column.display({
				id: "status",
				meta: { label: t("partners.statusLabel"), fixed: true },
				cell: ({ row: { original: row } }) => (
					<Badge tone={partnerTone(row.status)}>{status(row.status)}</Badge>
				),
			}),
			column.display({
				id: "waiting",
				meta: { label: t("referrals.waiting") },
				cell: ({ row: { original: row } }) => (
					<Waiting bare since={row.waiting_since} processed={row.processed_at} />
				),
			}),
			column.display({
				id: "commission",
				meta: { label: t("partners.commission"), align: "right" },
				cell: ({ row: { original: row } }) => <Commission row={row} />,
			}),
			column.display({
				id: "channel",
				meta: { label: t("partners.channel") },
				cell: ({ row: { original: row } }) => <Channel text={row.telegram_channel} />,
			}),
			column.display({
				id: "expected",
				meta: { label: t("partners.expected"), align: "right" },
				cell: ({ row: { original: row } }) => f.count(row.expected_monthly_referrals),
			}),
			column.display({
				id: "invited",
				meta: { label: t("payouts.invited"), align: "right" },
				cell: ({ row: { original: row } }) =>
					t("referrals.countOf", { n: f.count(row.invited_paid), of: f.count(row.invited) }),
			}),
			column.display({
				id: "company",
				meta: { label: t("partners.company") },
				cell: ({ row: { original: row } }) => row.company_name,
			}),
			column.display({
				id: "created",
				meta: {
					label: t("partners.created"),
					align: "right",
					sort: { asc: "created_asc", desc: "created_desc" },
				},
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{f.date(row.created_at)}</span>
				),
			}),
			column.display({
				id: "id",
				meta: { label: t("payouts.id"), align: "right" },
				cell: ({ row: { original: row } }) => <span className="num text-muted">{row.id}</span>,
			}),
		],
		[t, f],
	);
}
