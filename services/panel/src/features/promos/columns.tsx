import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { Skeleton } from "@/components/ui/skeleton";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { UseBar } from "@/features/promos/use-bar";
import { promoTone, usePromoWords } from "@/features/promos/words";
import { useFormat } from "@/lib/use-format";

type Effect = NonNullable<Promo["effect"]>;
const column = columnsOf<Promo>();

/** `effects` are the same codes with what their uses brought; absent while that is added up. */
export function usePromoColumns(effects: readonly Promo[] | undefined): Columns<Promo> {
	const { t } = useTranslation();
	const f = useFormat();
	const words = usePromoWords();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	return useMemo(() => {
		const effectOf = new Map(effects?.map((promo) => [promo.id, promo.effect]));
		const figure = (id: string, tell: (effect: Effect) => ReactNode) => {
			const effect = effectOf.get(id);
			return effect ? tell(effect) : <Skeleton className="ml-auto h-3 w-12" />;
		};
		return [
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
				id: "users",
				meta: { label: t("promos.users"), align: "right", definition: "promo_users" },
				cell: ({ row: { original: row } }) => figure(row.id, (effect) => f.count(effect.users)),
			}),
			column.display({
				id: "netCash",
				meta: { label: t("promos.netCash"), align: "right", definition: "promo_net_cash" },
				cell: ({ row: { original: row } }) => figure(row.id, (effect) => f.money(effect.net_cash_kopeks)),
			}),
			column.display({
				id: "cost",
				meta: { label: t("promos.costShort"), align: "right", definition: "promo_bonuses" },
				cell: ({ row: { original: row } }) =>
					figure(row.id, (effect) =>
						effect.cost_known ? (
							words.given(effect)
						) : (
							<span className="text-muted">{t("promos.unknown")}</span>
						),
					),
			}),
			column.display({
				id: "until",
				meta: { label: t("promos.validUntil"), align: "right" },
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">
						{row.valid_until ? f.date(row.valid_until) : t("promos.noEnd")}
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
		];
	}, [t, f, effects]);
}
