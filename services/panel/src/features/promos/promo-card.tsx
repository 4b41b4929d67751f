import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { promoTone, usePromoWords } from "@/features/promos/words";
import { useFormat } from "@/lib/use-format";

/** A promo code in two lines. */
export function PromoCard({ row }: { row: Promo }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = usePromoWords();
	const used = f.count(row.current_uses);
	return (
		<>
			<span className="flex items-center justify-between gap-3">
				<span className="truncate font-medium font-mono">{row.code}</span>
				<Badge tone={promoTone(row.state)}>{words.state(row.state)}</Badge>
			</span>
			<span className="num mt-0.5 flex items-center justify-between gap-3 text-muted text-xs">
				<span className="truncate">{words.gives(row)}</span>
				<span className="shrink-0">
					{row.max_uses === "0"
						? t("promos.usedUnlimited", { used })
						: t("promos.usedOf", { used, max: f.count(row.max_uses) })}
				</span>
			</span>
		</>
	);
}
