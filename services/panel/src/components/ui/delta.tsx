import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";
import { changeOf } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

type Props = {
	current: bigint | undefined;
	previous: bigint | undefined;
	/** What it is compared with: "вчера к этому часу". */
	against: string;
	money?: boolean;
	/** When less is better (refunds). */
	inverse?: boolean;
};

const ICONS = { up: ArrowUp, down: ArrowDown, same: Minus };

/** A change: sign, percent, the absolute on hover. Nothing to compare with says so. */
export function Delta({ current, previous, against, money, inverse }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const change = changeOf(current, previous);
	if (!change) return <span className="text-muted text-xs">{t("delta.unknown")}</span>;
	const good = change.direction === "same" ? undefined : (change.direction === "up") !== (inverse ?? false);
	const Icon = ICONS[change.direction];
	const amount = (value: bigint | undefined, sign?: boolean) =>
		money
			? sign
				? f.moneySigned(value)
				: f.money(value)
			: `${sign && value && value > 0n ? "+" : ""}${f.count(value)}`;
	return (
		<Tooltip
			text={t("delta.hover", { change: amount(change.abs, true), previous: amount(previous), against })}
		>
			<button
				type="button"
				className="num inline-flex min-w-0 max-w-full flex-wrap items-center gap-x-1.5 rounded-sm text-left text-xs"
			>
				<span
					className={cn(
						"inline-flex shrink-0 items-center gap-0.5 font-medium",
						good === undefined ? "text-secondary" : good ? "text-good-ink" : "text-bad-ink",
					)}
				>
					<Icon className="size-3" strokeWidth={2.25} aria-hidden />
					{change.ratio === undefined ? amount(change.abs, true) : f.percent(change.ratio, "always")}
				</span>
				<span className="text-muted">{against}</span>
			</button>
		</Tooltip>
	);
}
