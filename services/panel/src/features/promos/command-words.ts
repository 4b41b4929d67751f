import { useTranslation } from "react-i18next";
import type { PromoCommand } from "@/api/client";
import type { Tone } from "@/components/ui/badge";

export const COMMAND_STATES = ["sending", "applied", "refused", "unclear", "cancelled"] as const;
export type CommandState = (typeof COMMAND_STATES)[number];
const KINDS = ["create", "update", "deactivate"] as const;
const CAUSES = [
	"not_set_up",
	"token",
	"invalid",
	"taken",
	"not_found",
	"changed",
	"unreachable",
	"timeout",
	"broken",
	"busy",
] as const;

const TONES: Record<CommandState, Tone> = {
	sending: "info",
	applied: "good",
	refused: "bad",
	unclear: "warn",
	cancelled: "plain",
};

export const commandTone = (state: string): Tone => TONES[state as CommandState] ?? "plain";

type Trouble = Pick<PromoCommand, "state" | "problem" | "cause" | "detail">;

/** What a command asks, what became of it and why, in words. */
export function useCommandWords() {
	const { t } = useTranslation();
	const cause = ({ cause, detail, problem }: Trouble): string => {
		const known = CAUSES.find((each) => each === cause);
		if (!known) return problem;
		const said = t(`promos.cause.${known}`);
		return detail ? t("promos.inBotsWords", { said, detail }) : said;
	};
	return {
		state: (state: string) =>
			(COMMAND_STATES as readonly string[]).includes(state)
				? t(`promos.commandState.${state as CommandState}`)
				: state,
		kind: (kind: string) => t(`promos.commandKind.${KINDS.find((known) => known === kind) ?? "update"}`),
		/** Empty when all is well. */
		why: (command: Trouble): string => {
			if (!command.problem && command.state !== "unclear") return "";
			const reason = command.problem ? cause(command) : "";
			if (command.state === "sending") return `${t("promos.tryingAgain")} ${reason}`;
			if (command.state === "unclear") return `${reason} ${t("promos.unclearText")}`.trim();
			return command.state === "cancelled" ? "" : reason;
		},
	};
}
