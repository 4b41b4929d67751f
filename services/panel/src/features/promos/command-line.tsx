import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PromoCommand } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { CommandActions } from "@/features/promos/command-actions";
import { commandTone, useCommandWords } from "@/features/promos/command-words";
import { changed, FIELDS, useFieldWords } from "@/features/promos/field-words";
import { useFormat } from "@/lib/use-format";

/** One command: what, in which state, who and when, why not, and what to do about it. */
export function CommandLine({ command, bare }: { command: PromoCommand; bare?: boolean }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useCommandWords();
	const why = words.why(command);
	const tell = useFieldWords();
	const { seen, wanted } = command;
	// A form asks for all that it shows: what was another before is the change.
	const asked = command.kind === "update" && seen && wanted ? changed(seen, wanted) : {};
	const changes = FIELDS.filter((field) => asked[field] !== undefined)
		.map(
			(field) =>
				`${tell.name(field)}: ${tell.value(field, seen?.[field])} → ${tell.value(field, asked[field])}`,
		)
		.join(" · ");
	const code = <span className="font-medium font-mono">{command.code}</span>;
	return (
		<div className="flex items-start gap-3 px-4 py-2">
			<div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
				<Badge tone={commandTone(command.state)}>{words.state(command.state)}</Badge>
				<span className="min-w-0 break-all">
					{!bare && `${words.kind(command.kind)} `}
					{command.promo_id ? (
						<Link
							to="/promos/$id"
							params={{ id: command.promo_id }}
							className="rounded-sm hover:text-accent-ink hover:underline"
						>
							{code}
						</Link>
					) : (
						code
					)}
				</span>
				{!bare && (
					<span className="num text-muted text-xs">
						{command.created_by} · {f.dateTime(command.created_at)}
						{command.attempts > 1 && ` · ${t("promos.attempts", { count: command.attempts })}`}
						{command.moved_by &&
							` · ${t(command.state === "cancelled" || command.state === "unclear" ? "promos.cancelledBy" : "promos.retriedBy", { name: command.moved_by, date: f.dateTime(command.moved_at) })}`}
					</span>
				)}
				{changes && <span className="num basis-full break-words text-secondary text-xs">{changes}</span>}
				{why && <span className="basis-full break-words text-secondary text-xs">{why}</span>}
			</div>
			<CommandActions command={command} />
		</div>
	);
}
