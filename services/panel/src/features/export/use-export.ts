import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { expired } from "@/api/client";
import { toast } from "@/components/ui/toast";
import { csvAddress, readCsv } from "@/lib/csv-download";
import { saveBlob } from "@/lib/save";
import { useFormat } from "@/lib/use-format";

export type Exported = "subscriptions" | "transactions" | "customers";

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
			const response = await fetch(csvAddress(`/api/v2/sales/${list}.csv`, query, excel), {
				signal: control.signal,
				credentials: "same-origin",
			});
			if (response.status === 401) expired();
			if (!response.ok) throw new Error(String(response.status));
			const file = await readCsv(response, (count) => {
				written = count;
				setRows(count);
			});
			saveBlob(`${list}-${f.today(new Date())}.csv`, file);
			toast(t("export.done", { count: written, n: f.count(written) }));
		} catch {
			toast(control.signal.aborted ? t("export.cancelled") : t("export.failed"));
		} finally {
			setRows(undefined);
		}
	};
	return { rows, start, cancel: () => running.current?.abort() };
}
