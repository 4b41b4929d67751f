import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<Campaign>();
/** Not known, which is no zero. */
const NONE = <span className="text-muted">—</span>;

export function useCampaignColumns(): Columns<Campaign> {
	const { t } = useTranslation();
	const f = useFormat();
	return useMemo(() => {
		const number = (
			id: string,
			label: string,
			cell: (row: Campaign) => string | undefined,
			sort?: { desc: string },
		) =>
			column.display({
				id,
				meta: { label, align: "right" as const, ...(sort ? { sort } : {}) },
				cell: ({ row: { original: row } }) => <span className="num">{cell(row) ?? NONE}</span>,
			});
		return [
			column.display({
				id: "campaign",
				meta: { label: t("campaigns.one"), fixed: true, className: "min-w-48" },
				cell: ({ row: { original: row } }) => (
					<span className="flex items-baseline gap-2">
						<Link
							from="/campaigns"
							to="/campaigns"
							search={(old) => ({ ...old, campaign: row.id })}
							className="truncate rounded-sm font-medium hover:underline"
						>
							{row.name}
						</Link>
						<span className="truncate text-muted text-xs">{row.start_parameter}</span>
						{row.partner_id && (
							<Link
								to="/customers/$id"
								params={{ id: row.partner_id }}
								className="num shrink-0 rounded-sm text-muted text-xs hover:underline"
							>
								{t("campaigns.partnerOf")} № {row.partner_id}
							</Link>
						)}
						{!row.is_active && <Badge tone="plain">{t("campaigns.off")}</Badge>}
					</span>
				),
			}),
			number("registrations", t("campaigns.registrations"), (row) => f.count(row.figures?.registrations), {
				desc: "registrations_desc",
			}),
			number("trials", t("campaigns.trials"), (row) => f.count(row.figures?.trials)),
			number("payers", t("campaigns.payers"), (row) => f.count(row.figures?.payers), { desc: "payers_desc" }),
			number("net", t("metric.net"), (row) => f.money(row.figures?.net_cash_kopeks), {
				desc: "net_cash_desc",
			}),
			number("bonus", t("campaigns.bonuses"), (row) => f.money(row.figures?.bonus_kopeks)),
			number("commission", t("campaigns.commissions"), (row) => f.money(row.figures?.commission_kopeks)),
			number("promo", t("campaigns.promos"), (row) => f.money(row.figures?.promo_kopeks)),
			number(
				"spend",
				t("campaigns.adSpend"),
				(row) => row.figures?.spend_kopeks && f.money(row.figures.spend_kopeks),
				{
					desc: "spend_desc",
				},
			),
			number(
				"costs",
				t("campaigns.costs"),
				(row) => row.figures?.costs_kopeks && f.money(row.figures.costs_kopeks),
			),
			number(
				"roi",
				"ROI",
				(row) => (row.figures?.roi === undefined ? undefined : f.percent(row.figures.roi, "always")),
				{ desc: "roi_desc" },
			),
			number("cac", "CAC", (row) => row.figures?.cac_kopeks && f.money(row.figures.cac_kopeks)),
			number("payback", t("campaigns.payback"), (row) =>
				row.figures?.payback_day === undefined ? undefined : f.count(row.figures.payback_day),
			),
			column.display({
				id: "created",
				meta: {
					label: t("campaigns.created"),
					align: "right",
					sort: { asc: "created_asc", desc: "created_desc" },
				},
				cell: ({ row: { original: row } }) => (
					<span className="text-secondary">{f.date(row.created_at)}</span>
				),
			}),
		];
	}, [t, f]);
}
