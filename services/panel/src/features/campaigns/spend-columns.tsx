import { Link } from "@tanstack/react-router";
import { Pencil, RotateCcw, Trash2 } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignSpend } from "@/api/client";
import { useMay } from "@/api/session";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { useFormat } from "@/lib/use-format";

const column = columnsOf<CampaignSpend>();

type Acts = {
	onEdit: (row: CampaignSpend) => void;
	onDelete: (id: string) => void;
	onRestore: (id: string) => void;
};

export function useSpendColumns({ onEdit, onDelete, onRestore }: Acts): Columns<CampaignSpend> {
	const { t } = useTranslation();
	const f = useFormat();
	const mayEdit = useMay("campaigns:edit");
	const mayDelete = useMay("campaigns:delete");
	return useMemo(
		() => [
			column.display({
				id: "what",
				meta: { label: t("campaigns.spendWhat"), fixed: true, className: "min-w-48" },
				cell: ({ row: { original: row } }) => <SpendTarget row={row} />,
			}),
			column.display({
				id: "days",
				meta: { label: t("campaigns.spendDays"), className: "num" },
				cell: ({ row: { original: row } }) => f.dayRange(row.first_day, row.last_day),
			}),
			column.display({
				id: "amount",
				meta: { label: t("campaigns.spendSum"), align: "right" },
				cell: ({ row: { original: row } }) => (
					<span className="num font-medium">{f.money(row.amount_kopeks)}</span>
				),
			}),
			column.display({
				id: "note",
				meta: { label: t("campaigns.spendNote"), className: "max-w-72 truncate text-secondary" },
				cell: ({ row: { original: row } }) => row.note,
			}),
			column.display({
				id: "author",
				meta: { label: t("campaigns.spendAuthor"), className: "text-secondary" },
				cell: ({ row: { original: row } }) => row.author_name,
			}),
			column.display({
				id: "file",
				meta: { label: t("campaigns.fromFile") },
				cell: ({ row: { original: row } }) =>
					row.import_id && (
						<Link
							to="/campaigns/spend"
							search={{ file: row.import_id }}
							className="num rounded-sm text-accent-ink hover:underline"
						>
							№ {row.import_id}
						</Link>
					),
			}),
			column.display({
				id: "at",
				meta: { label: t("campaigns.spendAt"), align: "right" },
				cell: ({ row: { original: row } }) => (
					<span className="num text-secondary">{f.dateTime(row.changed_at)}</span>
				),
			}),
			column.display({
				id: "acts",
				meta: { label: "", align: "right", fixed: true },
				cell: ({ row: { original: row } }) =>
					row.deleted ? (
						mayDelete && (
							<Button
								look="ghost"
								size="icon"
								aria-label={t("campaigns.undo")}
								onClick={() => onRestore(row.id)}
							>
								<RotateCcw className="size-4" aria-hidden />
							</Button>
						)
					) : (
						<span className="flex justify-end gap-1">
							{mayEdit && (
								<Button look="ghost" size="icon" aria-label={t("campaigns.edit")} onClick={() => onEdit(row)}>
									<Pencil className="size-4" aria-hidden />
								</Button>
							)}
							{mayDelete && (
								<Button
									look="ghost"
									size="icon"
									aria-label={t("campaigns.delete")}
									onClick={() => onDelete(row.id)}
								>
									<Trash2 className="size-4" aria-hidden />
								</Button>
							)}
						</span>
					),
			}),
		],
		[t, f, mayEdit, mayDelete, onEdit, onDelete, onRestore],
	);
}

/** The campaign or channel an entry is for, and what became of it; plain without a link, for cards that are buttons. */
export function SpendTarget({ row, plain }: { row: CampaignSpend; plain?: boolean }) {
	const { t } = useTranslation();
	return (
		<span className="flex items-baseline gap-2">
			{row.campaign_id && !plain ? (
				<Link
					to="/campaigns/$id"
					params={{ id: row.campaign_id }}
					className="truncate rounded-sm font-medium hover:underline"
				>
					{row.campaign_name ?? t("campaigns.title", { id: row.campaign_id })}
				</Link>
			) : (
				<span className="truncate font-medium">{row.campaign_name ?? row.channel}</span>
			)}
			{row.deleted ? (
				<Badge tone="plain">{t("campaigns.deletedMark")}</Badge>
			) : (
				row.version > 1 && <span className="text-muted text-xs">{t("campaigns.changedMark")}</span>
			)}
		</span>
	);
}
