import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { Progress } from "@/components/ui/progress";
import { useFormat } from "@/lib/use-format";

/** How much of a code is used up; no bar where there is no end. */
export function UseBar({ promo }: { promo: Promo }) {
	const { t } = useTranslation();
	const f = useFormat();
	const max = Number(promo.max_uses);
	const used = Number(promo.current_uses);
	const words =
		max > 0
			? t("promos.usedOf", { used: f.count(used), max: f.count(max) })
			: t("promos.usedUnlimited", { used: f.count(used) });
	return (
		<span className="flex min-w-24 flex-col gap-1">
			<span className="num">{words}</span>
			{max > 0 && <Progress label={`${promo.code}: ${words}`} value={used / max} />}
		</span>
	);
}
