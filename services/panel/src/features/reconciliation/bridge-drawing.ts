import type { NeighbourSum, Reconciliation } from "@/api/client";
import type { Bridge, Drawing } from "@/components/ui/drawing";
import { rubles } from "@/lib/format";
import type { Format } from "@/lib/use-format";

export type BridgeWords = {
	theirs: string;
	ours: string;
	refunds: string;
	net: string;
	residual: string;
	step: string;
	cause: (cause: string) => string;
};

type Step = { name: string; kopeks: bigint; total?: boolean; cause?: string };

/** The steps from their number to ours: what adds first, then what takes away, so that no bar dips below both. */
export function bridgeSteps(answer: Reconciliation, sum: NeighbourSum, words: BridgeWords): Step[] {
	const causes = sum.causes
		.map(({ cause, amount_kopeks }) => ({ name: words.cause(cause), kopeks: BigInt(amount_kopeks), cause }))
		.sort((a, b) => (b.kopeks > a.kopeks ? 1 : b.kopeks < a.kopeks ? -1 : 0));
	const steps: Step[] = [{ name: words.theirs, kopeks: BigInt(sum.sum_kopeks), total: true }, ...causes];
	const residual = BigInt(sum.residual_kopeks);
	if (residual !== 0n) steps.push({ name: words.residual, kopeks: residual });
	steps.push({ name: words.ours, kopeks: BigInt(answer.cash_in_kopeks), total: true });
	const refunds = BigInt(answer.cash_refunds_kopeks);
	if (refunds !== 0n) {
		steps.push({ name: words.refunds, kopeks: -refunds });
		steps.push({ name: words.net, kopeks: BigInt(answer.net_cash_kopeks), total: true });
	}
	return steps;
}

export function bridgeDrawing(
	steps: readonly Step[],
	f: Format,
	words: BridgeWords,
	look: Pick<Bridge, "names">,
): Drawing {
	let at = 0n;
	const floors: bigint[] = [];
	for (const step of steps) {
		const before = step.total ? 0n : at;
		at = before + step.kopeks;
		floors.push(step.kopeks < 0n ? at : before);
	}
	const shown = (step: Step | undefined) =>
		step?.total ? f.money(step.kopeks) : f.moneySigned(step?.kopeks);
	return {
		labels: steps.map((step) => step.name),
		titles: steps.map((step) => step.name),
		series: [
			{
				name: words.step,
				color: "--series-1",
				values: steps.map((step) => rubles(step.kopeks.toString())),
			},
		],
		incomplete: new Set(),
		incompleteNote: "",
		axis: (value) => f.moneyCompact(BigInt(Math.round(value * 100))),
		value: (_, index) => shown(steps[index]),
		bridge: {
			floors: floors.map((floor) => rubles(floor.toString())),
			colors: steps.map((step) => (step.total ? "--series-1" : step.kopeks < 0n ? "--bad" : "--good")),
			names: look.names,
		},
	};
}
