import { useTranslation } from "react-i18next";

/** The bot's own judgement of a request, 0 to 100. */
export function BotRisk({ score }: { score: string | undefined }) {
	const { t } = useTranslation();
	if (score === undefined) return <span className="text-muted">{t("payouts.noRisk")}</span>;
	return (
		<span className="num inline-flex items-center gap-2">
			<span className="block h-1.5 w-10 overflow-hidden rounded-full bg-press" aria-hidden>
				<span
					className="block h-full rounded-full bg-muted"
					style={{ width: `${Math.min(100, Math.max(0, Number(score)))}%` }}
				/>
			</span>
			<span>{t("payouts.riskOf", { score })}</span>
		</span>
	);
}
