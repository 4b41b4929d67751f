import { useTranslation } from "react-i18next";
import type { NeighbourSum, Reconciliation } from "@/api/client";
import { Button } from "@/components/ui/button";
import { StatTile } from "@/components/ui/stat-tile";
import { NEIGHBOURS, type Neighbour, useCauseWords, useNeighbourName } from "@/features/reconciliation/words";
import { useFormat } from "@/lib/use-format";

type Props = {
	answer: Reconciliation | undefined;
	chosen: Neighbour;
	onChoose: (neighbour: Neighbour) => void;
};

/** Our number beside theirs, each with a sentence why it differs. */
export function Numbers({ answer, chosen, onChoose }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const neighbourName = useNeighbourName();
	return (
		<div className="grid gap-3 md:grid-cols-2 md:gap-4 xl:grid-cols-5">
			<StatTile
				label={t("reconciliation.ours")}
				definition="cash_in"
				completeUntil={answer?.complete_until}
				value={answer && f.moneyHeadline(answer.cash_in_kopeks)}
				exact={answer && f.moneyExact(answer.cash_in_kopeks)}
				testId="ours"
				delta={
					answer && (
						<p className="text-secondary text-xs">
							{answer.cash_refunds_kopeks === "0"
								? t("reconciliation.noRefunds", { zone: answer.timezone })
								: t("reconciliation.withRefunds", {
										refunds: f.money(answer.cash_refunds_kopeks),
										net: f.money(answer.net_cash_kopeks),
									})}
						</p>
					)
				}
			/>
			{NEIGHBOURS.map((neighbour) => {
				const sum = answer?.neighbours.find((each) => each.neighbour === neighbour);
				return (
					<StatTile
						key={neighbour}
						label={neighbourName(neighbour)}
						definition={`neighbour_${neighbour}`}
						completeUntil={answer?.complete_until}
						zone={sum?.timezone}
						value={sum && f.moneyHeadline(sum.sum_kopeks)}
						exact={sum && f.moneyExact(sum.sum_kopeks)}
						testId={neighbour}
						delta={sum && <Sentence sum={sum} />}
						className={neighbour === chosen ? "border-accent/60" : ""}
					>
						<Button
							look={neighbour === chosen ? "secondary" : "ghost"}
							aria-pressed={neighbour === chosen}
							onClick={() => onChoose(neighbour)}
							className={neighbour === chosen ? "" : "-ml-2.5"}
						>
							{neighbour === chosen ? t("reconciliation.shownBelow") : t("reconciliation.explain")}
						</Button>
					</StatTile>
				);
			})}
		</div>
	);
}

/** Why the number is another one, in a sentence: the difference and what makes the most of it. */
function Sentence({ sum }: { sum: NeighbourSum }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useCauseWords();
	const difference = BigInt(sum.difference_kopeks);
	const [first] = sum.causes;
	return (
		<p className="text-secondary text-xs">
			{!first
				? t("reconciliation.same")
				: difference === 0n
					? t("reconciliation.evens", { count: sum.causes.length })
					: t(difference > 0n ? "reconciliation.less" : "reconciliation.more", {
							difference: f.money(difference < 0n ? -difference : difference),
							cause: words.name(first.cause),
							amount: f.moneySigned(first.amount_kopeks),
						})}
		</p>
	);
}
