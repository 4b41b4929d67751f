import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { expired } from "@/api/client";
import { toast } from "@/components/ui/toast";
import { csvAddress, downloadCsv, Refused } from "@/lib/csv-download";
import { saveBlob } from "@/lib/save";
import { useFormat } from "@/lib/use-format";

export type Exported =
	| "subscriptions"
	| "transactions"
	| "customers"
	| "promos"
	| "promo-commands"
	| "campaigns"
	| "campaign-registrations"
	| "campaign-spend"
	| "referrals"
	| "referrals/graph"
	| "withdrawals"
	| "partner-applications"
	| "revenue"
	| "mrr"
	| "conversion"
	| "conversion/rows"
	| "corrections"
	| "reconciliation/rows"
	| "reconciliation/balances";

/** Lists whose CSV can begin after a row (after_id). */
const RESUMABLE: readonly Exported[] = [
	"subscriptions",
	"transactions",
	"customers",
	"promos",
	"promo-commands",
	"campaigns",
	"campaign-registrations",
	"campaign-spend",
	"referrals",
	"referrals/graph",
	"withdrawals",
	"partner-applications",
	"conversion/rows",
	"corrections",
];

/** One download at a time: rows so far while it runs, and a way to stop it. */
export function useExport(list: Exported, query: object) {
	const { t } = useTranslation();
	const f = useFormat();
	const [rows, setRows] = useState<number>();
	const running = useRef<AbortController>(undefined);
	useEffect(() => () => running.current?.abort(), []);
	const start = async (excel: boolean) => {
		const control = new AbortController();
		running.current = control;
		setRows(0);
		let written = 0;
		try {
			const file = await downloadCsv(csvAddress(`/api/v2/sales/${list}.csv`, query, excel), {
				signal: control.signal,
				resumes: RESUMABLE.includes(list),
				pause: (attempt) => new Promise((done) => setTimeout(done, 1000 * 2 ** attempt)),
				onRows: (count) => {
					written = count;
					setRows(count);
				},
			});
			saveBlob(`${list.replaceAll("/", "-")}-${f.today(new Date())}.csv`, file);
			toast(t("export.done", { count: written, n: f.count(written) }));
		} catch (error) {
			if (error instanceof Refused && error.status === 401) expired();
			toast(control.signal.aborted ? t("export.cancelled") : t("export.failed"));
		} finally {
			setRows(undefined);
		}
	};
	return { rows, start, cancel: () => running.current?.abort() };
}
