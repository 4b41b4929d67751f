import { useTranslation } from "react-i18next";
import type { NeighbourSum, Reconciliation } from "@/api/client";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { DefinitionInfo } from "@/components/ui/info";
import { Skeleton } from "@/components/ui/skeleton";
import { useCauseWords } from "@/features/reconciliation/words";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/use-format";

type Props = {
	answer: Reconciliation | undefined;
	sum: NeighbourSum | undefined;
	chosen: readonly string[] | undefined;
	onCause: (cause: string | undefined) => void;
};

/** What makes the difference, with the sum that has to come out. */
export function Causes({ answer, sum, chosen, onCause }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useCauseWords();
	return (
		<Card
			title={
				<span className="flex items-center gap-1.5">
					{t("reconciliation.causes")}
					<DefinitionInfo id="reconciliation" completeUntil={answer?.complete_until} />
				</span>
			}
		>
			{!sum ? (
				<Skeleton className="h-40" />
			) : sum.causes.length === 0 ? (
				<Empty title={t("reconciliation.same")} compact />
			) : (
				<table className="w-full" data-testid="causes">
					<thead className="text-left text-muted text-xs">
						<tr>
							<th scope="col" className="pb-1.5 font-normal">
								{t("reconciliation.causeLabel")}
							</th>
							<th scope="col" className="pb-1.5 text-right font-normal max-md:hidden">
								{t("reconciliation.payments")}
							</th>
							<th scope="col" className="pb-1.5 text-right font-normal">
								{t("reconciliation.amount")}
							</th>
						</tr>
					</thead>
					<tbody>
						{sum.causes.map((cause) => {
							const on = chosen?.includes(cause.cause) ?? false;
							return (
								<tr key={cause.cause} className={cn("border-t align-top", on && "bg-press")}>
									<td className="py-2 pr-3">
										<button
											type="button"
											aria-pressed={on}
											onClick={() => onCause(on ? undefined : cause.cause)}
											className="rounded-sm text-left font-medium text-accent-ink hover:underline"
										>
											{words.name(cause.cause)}
										</button>
										<p className="text-secondary text-xs">{words.what(cause.cause)}</p>
									</td>
									<td className="num py-2 pr-3 text-right text-secondary max-md:hidden">
										{f.count(cause.payments)}
									</td>
									<td className="num whitespace-nowrap py-2 text-right">
										{f.moneySigned(cause.amount_kopeks)}
										<span className="block text-muted text-xs md:hidden">
											{t("metric.paymentsCount", {
												count: cause.payments,
												n: f.count(cause.payments),
											})}
										</span>
									</td>
								</tr>
							);
						})}
						{sum.residual_kopeks !== "0" && (
							<tr className="border-t">
								<td className="py-2 text-bad-ink">{t("reconciliation.residual")}</td>
								<td className="max-md:hidden" />
								<td className="num py-2 text-right">{f.moneySigned(sum.residual_kopeks)}</td>
							</tr>
						)}
					</tbody>
					<tfoot>
						<tr className="border-t font-medium">
							<td className="py-2">{t("reconciliation.difference")}</td>
							<td className="max-md:hidden" />
							<td className="num whitespace-nowrap py-2 text-right" data-testid="difference">
								{f.moneySigned(sum.difference_kopeks)}
							</td>
						</tr>
					</tfoot>
				</table>
			)}
		</Card>
	);
}
