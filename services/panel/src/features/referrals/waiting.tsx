import { useTranslation } from "react-i18next";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

type Props = { since: string | undefined; processed: string | undefined };

/** How long a request has waited, or when it was decided. */
export function Waiting({ since, processed }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	if (since !== undefined) {
		const time = f.duration((now.getTime() - Date.parse(since)) / 1000);
		return <span className="num font-medium">{t("referrals.waits", { time })}</span>;
	}
	if (processed === undefined) return <span className="text-muted">—</span>;
	return <span className="num text-secondary">{t("referrals.decided", { date: f.date(processed) })}</span>;
}
