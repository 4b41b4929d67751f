import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { promoCommandsQuery } from "@/api/queries";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

const TONES = { sending: "info", applied: "good", refused: "bad" } as const satisfies Record<string, Tone>;
const KINDS = ["create", "update", "deactivate"] as const;
/** What is done is shown for a while, so that nobody wonders what became of it. */
const SHOWN_MS = 15 * 60_000;
const SHOWN = 5;

/** What was asked of the bot, and what became of it. */
export function PromoCommands() {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	const { data } = useQuery(promoCommandsQuery);
	const recent = (data?.items ?? []).filter(
		(command) =>
			command.state === "sending" || now.getTime() - Date.parse(command.created_at ?? "") < SHOWN_MS,
	);
	if (recent.length === 0) return null;
	return (
		<Card title={t("promos.commands")} flush>
			<ul data-testid="promo-commands" aria-live="polite">
				{recent.slice(0, SHOWN).map((command) => {
					const kind = KINDS.find((known) => known === command.kind) ?? "update";
					const state = command.state as keyof typeof TONES;
					return (
						<li
							key={command.id}
							className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 last:border-b-0"
						>
							<Badge tone={TONES[state] ?? "plain"}>{t(`promos.commandState.${state}`)}</Badge>
							<span className="min-w-0">
								{t(`promos.commandKind.${kind}`)}{" "}
								<span className="font-medium font-mono">{command.code}</span>
							</span>
							<span className="num text-muted text-xs">
								{command.created_by} · {f.dateTime(command.created_at)}
							</span>
							{command.problem && (
								<span className="basis-full break-words text-secondary text-xs">
									{state === "sending" && t("promos.tryingAgain")} {command.problem}
								</span>
							)}
						</li>
					);
				})}
			</ul>
		</Card>
	);
}
