import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { NeighbourSum, Reconciliation } from "@/api/client";
import { ChartFrame } from "@/components/ui/chart-frame";
import { bridgeDrawing, bridgeSteps } from "@/features/reconciliation/bridge-drawing";
import { useCauseWords, useNeighbourName } from "@/features/reconciliation/words";
import { usePhone } from "@/lib/media";
import { useFormat } from "@/lib/use-format";

type Props = {
	answer: Reconciliation | undefined;
	sum: NeighbourSum | undefined;
	error: unknown;
	onRetry: () => void;
	onCause: (cause: string) => void;
};

/** From their number to ours, cause by cause; a click on a cause lists its payments. */
export function BridgeChart({ answer, sum, error, onRetry, onCause }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const phone = usePhone();
	const neighbourName = useNeighbourName();
	const causes = useCauseWords();
	const name = sum ? neighbourName(sum.neighbour) : "";
	// biome-ignore lint/correctness/useExhaustiveDependencies: the words follow t
	const bridge = useMemo(() => {
		if (!answer || !sum) return undefined;
		const words = {
			theirs: name,
			ours: t("reconciliation.ours"),
			refunds: t("metric.refunds"),
			net: t("metric.net"),
			residual: t("reconciliation.residual"),
			step: t("reconciliation.amount"),
			cause: causes.name,
		};
		const steps = bridgeSteps(answer, sum, words);
		return { steps, drawing: bridgeDrawing(steps, f, words, { names: phone ? "above" : 260 }) };
	}, [answer, sum, name, f, t, phone]);
	return (
		<ChartFrame
			title={t("reconciliation.bridge", { name })}
			name={`reconciliation-${sum?.neighbour ?? ""}`}
			drawing={bridge?.drawing}
			label={t("reconciliation.bridgeLabel", { name })}
			error={error}
			onRetry={onRetry}
			height={(phone ? 52 : 36) * (bridge?.steps.length ?? 6) + 28} // names stand above the bars on a phone
			onPick={(index) => {
				const cause = bridge?.steps[index]?.cause;
				if (cause) onCause(cause);
			}}
			isEmpty={answer && sum && answer.payments === 0 && sum.payments === 0}
			emptyText={t("reconciliation.noPayments")}
		/>
	);
}
