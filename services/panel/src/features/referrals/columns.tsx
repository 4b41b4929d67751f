import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Referrer } from "@/api/client";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { Person } from "@/features/referrals/person";
import { ShareText } from "@/features/referrals/share";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<Referrer>();

export function useReferrerColumns(): Columns<Referrer> {
	const { t } = useTranslation();
	const f = useFormat();
	return useMemo(
		() => [
			column.display({
				id: "referrer",
				meta: { label: t("referrals.referrer"), fixed: true, className: "min-w-48" },
				cell: ({ row: { original: row } }) => <Person customer={row.customer} id={row.customer_id} />,
			}),
			column.display({
				id: "invited",
				meta: { label: t("referrals.invited"), align: "right", sort: { desc: "invited" } },
				cell: ({ row: { original: row } }) => f.count(row.invited),
			}),
			column.display({
				id: "paid",
				meta: { label: t("referrals.paid"), align: "right", sort: { desc: "paid" } },
				cell: ({ row: { original: row } }) => f.count(row.paid),
			}),
			column.display({
				id: "conversion",
				meta: { label: t("referrals.conversion"), align: "right" },
				cell: ({ row: { original: row } }) => <ShareText share={row.conversion} />,
			}),
			column.display({
				id: "money",
				meta: { label: t("referrals.money"), align: "right", sort: { desc: "money" } },
				cell: ({ row: { original: row } }) => f.money(row.money_kopeks),
			}),
			column.display({
				id: "earned",
				meta: { label: t("referrals.earned"), align: "right", sort: { desc: "earned" } },
				cell: ({ row: { original: row } }) => f.money(row.earned_kopeks),
			}),
			column.display({
				id: "telegram",
				meta: { label: "Telegram ID", className: "num text-secondary" },
				cell: ({ row: { original: row } }) => row.customer?.telegram_id,
			}),
		],
		[t, f],
	);
}
