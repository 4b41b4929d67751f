import { useTranslation } from "react-i18next";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

type Props = {
	since: string | undefined;
	processed: string | undefined;
	/** Beside a heading that says it is about waiting. */
	bare?: boolean;
};

/** How long a request has waited, or when it was decided. */
export function Waiting({ since, processed, bare }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	if (since !== undefined) {
		const time = f.duration((now.getTime() - Date.parse(since)) / 1000);
		return <span className="num font-medium">{bare ? time : t("referrals.waits", { time })}</span>;
	}
	if (processed === undefined) return <span className="text-muted">—</span>;
	const day = f.today(new Date(processed));
	// The year is said when it is not this one.
	const date = day.slice(0, 4) === f.today(now).slice(0, 4) ? f.day(day) : f.date(processed);
	return <span className="num text-secondary">{t("referrals.decided", { date })}</span>;
}
