import { useTranslation } from "react-i18next";
import type { Share } from "@/api/client";
import { Tooltip } from "@/components/ui/tooltip";
import { useFormat } from "@/lib/use-format";

/** A rate with how sure it is on hover; of few, the counts only. */
export function ShareText({ share }: { share: Share | undefined }) {
	const { t } = useTranslation();
	const f = useFormat();
	if (!share || share.of === 0) return <span className="text-muted">—</span>;
	const counts = t("referrals.countOf", { n: f.count(share.count), of: f.count(share.of) });
	if (share.rate === undefined || share.low === undefined || share.high === undefined) {
		return <span className="num text-secondary">{counts}</span>;
	}
	const sure = t("referrals.sure", { low: f.percent(share.low), high: f.percent(share.high), counts });
	return (
		<Tooltip text={sure}>
			<button type="button" className="num rounded-sm">
				{f.percent(share.rate)}
			</button>
		</Tooltip>
	);
}
