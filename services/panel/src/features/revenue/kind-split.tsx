import { useTranslation } from "react-i18next";
import type { Revenue } from "@/api/client";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { DefinitionInfo } from "@/components/ui/info";
import { Skeleton } from "@/components/ui/skeleton";
import { SplitBars } from "@/components/ui/split-bars";
import { useBoughtName } from "@/features/revenue/words";
import { parseKopeks } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

type Props = { revenue: Revenue | undefined; error: unknown; onRetry: () => void; className?: string };

/** What the money was spent on, and what is beside it: reversals, bonuses, manual credits. */
export function KindSplit({ revenue, error, onRetry, className }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const boughtName = useBoughtName();
	const figures = revenue?.figures;
	const until = revenue?.complete_until;
	return (
		<Card
			className={className}
			title={
				<span className="flex items-center gap-1.5">
					{t("revenue.kinds")}
					<DefinitionInfo id="consumption" completeUntil={until} />
				</span>
			}
		>
			{error && !revenue ? (
				<ErrorState error={error} onRetry={onRetry} compact />
			) : !figures ? (
				<div className="flex flex-col gap-4">
					{["a", "b", "c", "d"].map((key) => (
						<Skeleton key={key} className="h-9" />
					))}
				</div>
			) : figures.kinds.length === 0 ? (
				<Empty title={t("revenue.nothing")} compact />
			) : (
				<SplitBars
					parts={figures.kinds.map((kind, index) => ({
						key: kind.kind,
						label: boughtName(kind.kind),
						value: parseKopeks(kind.consumption_kopeks) ?? 0n,
						shown: f.money(kind.consumption_kopeks),
						hint: t("revenue.purchases", { count: kind.count, n: f.count(kind.count) }),
						color:
							kind.kind === "unclassified" || index > 4 ? "var(--series-rest)" : `var(--series-${index + 1})`,
					}))}
				/>
			)}
			{figures && (
				<dl className="mt-3 flex flex-col gap-1.5 border-t pt-3 text-sm">
					<Beside label={t("revenue.reversals")} value={f.money(figures.reversals_kopeks)} />
					<Beside
						label={t("revenue.bonuses")}
						value={f.money(figures.bonuses_kopeks)}
						info={<DefinitionInfo id="bonuses" completeUntil={until} />}
					/>
					<Beside
						label={t("revenue.manual")}
						value={f.money(figures.manual_credits_kopeks)}
						info={<DefinitionInfo id="manual_credits" completeUntil={until} />}
					/>
				</dl>
			)}
		</Card>
	);
}

function Beside({ label, value, info }: { label: string; value: string; info?: React.ReactNode }) {
	return (
		<div className="flex items-center justify-between gap-4">
			<dt className="flex items-center gap-1.5 text-secondary">
				{label}
				{info}
			</dt>
			<dd className="num font-medium">{value}</dd>
		</div>
	);
}
