import { useTranslation } from "react-i18next";
import type { Withdrawal } from "@/api/client";
import { Badge, type Tone } from "@/components/ui/badge";
import { Tooltip } from "@/components/ui/tooltip";
import { useReasonWords } from "@/features/payouts/reasons";

/** The bot's own judgement of a request, 0 to 100. */
export function BotRisk({ score, whole }: { score: string | undefined; whole?: boolean }) {
	const { t } = useTranslation();
	if (score === undefined) return <span className="text-muted">{t("payouts.noRisk")}</span>;
	return <span className="num">{whole ? t("payouts.riskOf", { score }) : score}</span>;
}

export const RISKS = ["low", "medium", "high"] as const;
export type Risk = (typeof RISKS)[number];

const TONES: Record<Risk, Tone> = { low: "info", medium: "warn", high: "bad" };
const known = (risk: string): risk is Risk => (RISKS as readonly string[]).includes(risk);

export function RiskBadge({ risk }: { risk: string }) {
	const { t } = useTranslation();
	if (risk === "") return <span className="text-muted">{t("payouts.noReasons")}</span>;
	return (
		<Badge tone={known(risk) ? TONES[risk] : "plain"}>{known(risk) ? t(`payouts.risk.${risk}`) : risk}</Badge>
	);
}

/** Our judgement in a row; its reasons on hover and focus. */
export function OurRisk({ row }: { row: Withdrawal }) {
	const { t } = useTranslation();
	const words = useReasonWords();
	const reasons = row.risk_reasons;
	if (row.our_risk === "") return <span className="text-muted">{t("payouts.riskCounting")}</span>;
	if (reasons.length === 0) return <span className="text-muted">{t("payouts.noReasons")}</span>;
	return (
		<Tooltip
			text={
				<span className="flex flex-col gap-1.5">
					{reasons.map((reason) => (
						<span key={reason.code}>
							<span className="block font-medium">{words.title(reason)}</span>
							<span className="block text-secondary">{words.detail(reason)}</span>
						</span>
					))}
				</span>
			}
		>
			<button type="button" className="inline-flex items-center gap-1.5 rounded-full">
				<RiskBadge risk={row.our_risk} />
				{reasons.length > 1 && (
					<span className="num text-muted text-xs">
						{reasons.length}
						<span className="sr-only"> {t("payouts.reasons", { count: reasons.length })}</span>
					</span>
				)}
			</button>
		</Tooltip>
	);
}
