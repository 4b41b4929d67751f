import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { promoBatchesQuery, promoCommandsQuery } from "@/api/queries/promos";
import { Card } from "@/components/ui/card";
import { BatchLine } from "@/features/promos/batch-line";
import { CommandLine } from "@/features/promos/command-line";
import { useNow } from "@/lib/now";

/** What is done is shown for a while, so that nobody wonders what became of it. */
const SHOWN_MS = 15 * 60_000;
const SHOWN = 3;

/** What was asked of the bot lately, and what became of it; a batch is one row. */
export function PromoCommands() {
	const { t } = useTranslation();
	const now = useNow();
	const commands = useQuery(promoCommandsQuery({ page_size: 20, count: false }));
	const batches = useQuery(promoBatchesQuery({ page_size: SHOWN }));
	const recent = (row: { state: string; created_at?: string; finished_at?: string; moved_at?: string }) =>
		row.state === "sending" ||
		[row.created_at, row.finished_at, row.moved_at].some(
			(at) => at && now.getTime() - Date.parse(at) < SHOWN_MS,
		);
	const lines = [
		...(batches.data?.items ?? []).filter(recent).map((batch) => ({ at: batch.created_at ?? "", batch })),
		...(commands.data?.items ?? [])
			.filter(recent)
			.map((command) => ({ at: command.created_at ?? "", command })),
	].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
	if (lines.length === 0) return null;
	return (
		<Card
			title={t("promos.commands")}
			flush
			actions={
				<Link to="/promos/requests" className="rounded-sm text-accent-ink text-sm hover:underline">
					{t("promos.allRequests")}
				</Link>
			}
		>
			<ul data-testid="promo-commands" aria-live="polite">
				{lines.slice(0, SHOWN).map((line) => (
					<li
						key={"batch" in line ? `batch-${line.batch.id}` : line.command.id}
						className="border-b last:border-b-0"
					>
						{"batch" in line ? <BatchLine batch={line.batch} /> : <CommandLine command={line.command} />}
					</li>
				))}
			</ul>
		</Card>
	);
}
