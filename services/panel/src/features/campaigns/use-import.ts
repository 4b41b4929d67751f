import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, type SpendCheck, type SpendImport } from "@/api/client";
import { ApiError } from "@/api/errors";
import { invalidate } from "@/api/queries/entities";
import { toast } from "@/components/ui/toast";
import { intention } from "@/lib/intention";
import { useFormat } from "@/lib/use-format";

/** The largest file the server reads. */
const MOST_BYTES = 512 * 1024;

type Chosen = { name: string; content: string };
export type ImportStep = "choose" | "checking" | "checked" | "applying";

/** A file of spend on its way into the ledger: chosen, checked, looked at, entered. */
export function useImport(onDone: () => void) {
	const { t } = useTranslation();
	const f = useFormat();
	const client = useQueryClient();
	const undo = useUndoImport();
	const [step, setStep] = useState<ImportStep>("choose");
	const [file, setFile] = useState<Chosen>();
	const [check, setCheck] = useState<SpendCheck>();
	const [withDuplicates, setWithDuplicates] = useState(false);
	const [problem, setProblem] = useState<{ error?: unknown; text?: string }>();
	const [key, setKey] = useState(intention);

	const ask = async (chosen: Chosen, duplicates: boolean) => {
		setStep("checking");
		try {
			setCheck(
				await call(
					api.POST("/api/v2/sales/campaign-spend-imports/check", {
						body: { content: chosen.content, with_duplicates: duplicates },
					}),
				),
			);
			setKey(intention());
			setStep("checked");
		} catch (error) {
			setProblem({ error });
			setStep(check ? "checked" : "choose");
		}
	};
	const choose = async (picked: File) => {
		setProblem(undefined);
		if (picked.size > MOST_BYTES) return setProblem({ text: t("campaigns.import.large") });
		try {
			const chosen = { name: picked.name, content: await base64Of(picked) };
			setFile(chosen);
			await ask(chosen, withDuplicates);
		} catch {
			setProblem({ text: t("campaigns.import.unreadable") });
		}
	};
	const allow = (duplicates: boolean) => {
		setWithDuplicates(duplicates);
		setProblem(undefined);
		if (file) void ask(file, duplicates);
	};
	const apply = async () => {
		if (!file || !check) return;
		setStep("applying");
		setProblem(undefined);
		try {
			const made = await call(
				api.POST("/api/v2/sales/campaign-spend-imports", {
					body: {
						content: file.content,
						with_duplicates: withDuplicates,
						file_name: file.name.slice(-200),
						expected_rows: check.new_rows,
						expected_kopeks: check.new_kopeks,
					},
					headers: { "Idempotency-Key": key },
				}),
			);
			await invalidate(client, "campaign_spend");
			onDone();
			const entered = made.import;
			if (!entered) return;
			toast(t("campaigns.import.done", { count: entered.rows, n: f.count(entered.rows) }), {
				label: t("campaigns.import.undo"),
				run: () => void undo(entered),
			});
		} catch (error) {
			// Another person was faster: what would be entered now is another thing, so it is shown first.
			const changed = error instanceof ApiError && error.status === 409;
			setProblem(changed ? { text: t("campaigns.import.changed") } : { error });
			if (changed) await ask(file, withDuplicates);
			else setStep("checked");
		}
	};
	const again = () => {
		setStep("choose");
		setCheck(undefined);
		setFile(undefined);
		setProblem(undefined);
	};
	return { step, file, check, withDuplicates, problem, choose, allow, apply, again };
}

/** Takes a whole file out of the ledger again. */
export function useUndoImport() {
	const { t } = useTranslation();
	const f = useFormat();
	const client = useQueryClient();
	return async (entered: SpendImport) => {
		try {
			await call(
				api.POST("/api/v2/sales/campaign-spend-imports/{id}/undo", {
					params: { path: { id: entered.id } },
					body: {},
				}),
			);
			await invalidate(client, "campaign_spend");
			toast(t("campaigns.import.undone", { count: entered.rows, n: f.count(entered.rows) }));
		} catch {
			toast(t("campaigns.import.notUndone"));
		}
	};
}

function base64Of(file: File): Promise<string> {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
		reader.onerror = () => reject(reader.error);
		reader.readAsDataURL(file);
	});
}
