import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { type Columns, columnsOf } from "@/components/ui/table";
import { UseBar } from "@/features/promos/use-bar";
import { promoTone, usePromoWords } from "@/features/promos/words";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<Promo>();

export function usePromoColumns(): Columns<Promo> {
	const { t } = useTranslation();
	const f = useFormat();
	const words = usePromoWords();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	return useMemo(
		() => [
			column.display({
				id: "code",
				meta: { label: t("promos.code"), fixed: true, className: "min-w-40" },
				cell: ({ row: { original: row } }) => (
					<Link
						to="/promos/$id"
						params={{ id: row.id }}
						className="truncate rounded-sm font-medium font-mono hover:underline"
					>
						{row.code}
					</Link>
				),
			}),
			column.display({
				id: "state",
				meta: { label: t("promos.stateLabel") },
				cell: ({ row: { original: row } }) => (
					<Badge tone={promoTone(row.state)}>{words.state(row.state)}</Badge>
				),
			}),
			column.display({
				id: "type",
				meta: { label: t("promos.typeLabel"), className: "text-secondary" },
				cell: ({ row: { original: row } }) => words.type(row.type),
			}),
			column.display({
				id: "gives",
				meta: { label: t("promos.givesLabel"), className: "num" },
				cell: ({ row: { original: row } }) => words.gives(row),
			}),
			column.display({
				id: "uses",
				meta: { label: t("promos.uses"), sort: { desc: "uses_desc" } },
				cell: ({ row: { original: row } }) => <UseBar promo={row} />,
			}),
			column.display({
				id: "until",
				meta: { label: t("promos.validUntil"), align: "right" },
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">
						{row.valid_until ? f.dateTime(row.valid_until) : t("promos.noEnd")}
					</span>
				),
			}),
			column.display({
				id: "created",
				meta: {
					label: t("promos.created"),
					align: "right",
					sort: { asc: "created_asc", desc: "created_desc" },
				},
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{f.date(row.created_at)}</span>
				),
			}),
			column.display({
				id: "id",
				meta: { label: t("promos.id"), align: "right" },
				cell: ({ row: { original: row } }) => <span className="text-muted">{row.id}</span>,
			}),
		],
		[t, f],
	);
}
