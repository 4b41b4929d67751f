import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignSpend } from "@/api/client";
import { campaignSpendQuery } from "@/api/queries/campaigns";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { SpendForm } from "@/features/campaigns/spend-form";
import { useSpendUndo } from "@/features/campaigns/use-spend-undo";
import { useFormat } from "@/lib/use-format";

/** What was spent on a campaign, as people entered it; a deletion can be taken back. */
export function SpendList({ campaignId }: { campaignId: string }) {
	const { t } = useTranslation();
	const f = useFormat();
	const { data, error, refetch } = useQuery(campaignSpendQuery(campaignId));
	const mayCreate = useMay("campaigns:create");
	const mayEdit = useMay("campaigns:edit");
	const mayDelete = useMay("campaigns:delete");
	const [form, setForm] = useState<CampaignSpend | "new">();
	const { remove } = useSpendUndo();
	const add = mayCreate && (
		<Button onClick={() => setForm("new")}>
			<Plus className="size-4" aria-hidden />
			{t("campaigns.addSpend")}
		</Button>
	);
	return (
		<Card title={t("campaigns.spend")} actions={data && data.items.length > 0 && add} flush>
			{error && !data ? (
				<ErrorState error={error} onRetry={() => void refetch()} compact />
			) : !data ? (
				<Skeleton className="m-4 h-20" />
			) : data.items.length === 0 ? (
				<Empty title={t("campaigns.noSpend")} text={t("campaigns.noSpendText")} action={add} compact />
			) : (
				<ul>
					{data.items.map((row) => (
						<li key={row.id} className="flex items-center gap-2 border-t px-4 py-2">
							<span className="min-w-0 flex-1">
								<span className="num font-medium">{f.money(row.amount_kopeks)}</span>{" "}
								<span className="num text-secondary">{f.dayRange(row.first_day, row.last_day)}</span>
								<span className="block truncate text-muted text-xs">
									{[
										row.note,
										row.author_name,
										f.dateTime(row.changed_at),
										row.import_id && t("campaigns.fileNumber", { id: row.import_id }),
									]
										.filter(Boolean)
										.join(" · ")}
								</span>
							</span>
							{mayEdit && (
								<Button
									look="ghost"
									size="icon"
									aria-label={t("campaigns.edit")}
									onClick={() => setForm(row)}
								>
									<Pencil className="size-4" aria-hidden />
								</Button>
							)}
							{mayDelete && (
								<Button
									look="ghost"
									size="icon"
									aria-label={t("campaigns.delete")}
									onClick={() => void remove(row.id)}
								>
									<Trash2 className="size-4" aria-hidden />
								</Button>
							)}
						</li>
					))}
				</ul>
			)}
			{form && (
				<SpendForm
					campaignId={campaignId}
					entry={form === "new" ? undefined : form}
					onClose={() => setForm(undefined)}
				/>
			)}
		</Card>
	);
}
