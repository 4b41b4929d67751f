import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { spendImportsQuery } from "@/api/queries/campaigns";
import { useMay } from "@/api/session";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { useUndoImport } from "@/features/campaigns/use-import";
import { useFormat } from "@/lib/use-format";

/** The latest files of spend; each can be taken back whole. */
export function ImportHistory() {
	const { t } = useTranslation();
	const f = useFormat();
	const { data } = useQuery(spendImportsQuery);
	const undo = useUndoImport();
	const mayDelete = useMay("campaigns:delete");
	if (!data || data.items.length === 0) return null;
	return (
		<Card title={t("campaigns.import.history")} flush>
			<ul data-testid="import-history">
				{data.items.map((each) => (
					<li key={each.id} className="flex items-center gap-3 border-t px-4 py-2">
						<span className="min-w-0 flex-1">
							<span className="flex items-baseline gap-2">
								<Link
									to="/campaigns/spend"
									search={{ file: each.id, deleted: each.undone_at ? "yes" : undefined }}
									className="truncate rounded-sm font-medium hover:underline"
								>
									{each.file_name || t("campaigns.import.noName")}
								</Link>
								{each.undone_at && <Badge tone="plain">{t("campaigns.import.undoneMark")}</Badge>}
							</span>
							<span className="num block truncate text-muted text-xs">
								{[
									t("campaigns.import.rows", { count: each.rows, n: f.count(each.rows) }),
									each.author_name,
									f.dateTime(each.created_at),
									each.undone_at &&
										t("campaigns.import.undoneBy", { name: each.undone_by, at: f.dateTime(each.undone_at) }),
								]
									.filter(Boolean)
									.join(" · ")}
							</span>
						</span>
						<span className="num shrink-0 font-medium">{f.money(each.amount_kopeks)}</span>
						{mayDelete && !each.undone_at && (
							<Button look="ghost" onClick={() => void undo(each)}>
								{t("campaigns.import.undo")}
							</Button>
						)}
					</li>
				))}
			</ul>
		</Card>
	);
}
