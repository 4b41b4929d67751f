import { FileUp } from "lucide-react";
import { type DragEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { ErrorLine } from "@/components/ui/error";
import { Progress } from "@/components/ui/progress";
import { ImportPreview } from "@/features/campaigns/import-preview";
import { useImport } from "@/features/campaigns/use-import";
import { cn } from "@/lib/cn";
import { saveFile } from "@/lib/save";
import { useFormat } from "@/lib/use-format";

/** A file of spend: chosen or dropped, checked, looked at, then entered whole. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	const f = useFormat();
	const { step, file, check, withDuplicates, problem, choose, allow, apply, again } = useImport(onClose);
	const busy = step === "checking" || step === "applying";
	const ready = check !== undefined && check.issue_count === 0 && check.new_rows > 0;
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && step !== "applying" && onClose()}
			title={t("campaigns.import.title")}
			description={t("campaigns.import.text")}
			className="top-[6vh] max-h-[88vh] max-w-4xl"
		>
			<div className="flex flex-col gap-4" aria-busy={busy}>
				{problem && <ErrorLine error={problem.error} text={problem.text} />}
				{!check && <DropZone busy={busy} onFile={(picked) => void choose(picked)} />}
				{busy && (
					<div className="flex flex-col gap-2">
						<p className="text-secondary" role="status">
							{t(step === "applying" ? "campaigns.import.applying" : "campaigns.import.checking")}
						</p>
						<Progress label={t("campaigns.import.checking")} value={undefined} />
					</div>
				)}
				{check && <ImportPreview name={file?.name ?? ""} check={check} />}
				{check && check.duplicates > 0 && check.issue_count === 0 && (
					<div>
						<Switch label={t("campaigns.import.withDuplicates")} checked={withDuplicates} onChange={allow} />
						<p className="px-2 text-muted text-xs">{t("campaigns.import.withDuplicatesHint")}</p>
					</div>
				)}
				{check && (
					<div className="flex flex-wrap justify-end gap-2">
						<Button size="md" onClick={again} disabled={busy}>
							{t("campaigns.import.another")}
						</Button>
						{ready && (
							<Button look="primary" size="md" disabled={busy} onClick={() => void apply()}>
								{t("campaigns.import.apply", { count: check.new_rows, n: f.count(check.new_rows) })}
							</Button>
						)}
					</div>
				)}
			</div>
		</Dialog>
	);
}

function DropZone({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
	const { t } = useTranslation();
	const id = useId();
	const [over, setOver] = useState(false);
	const dragged = (inside: boolean) => (event: DragEvent) => {
		event.preventDefault();
		setOver(inside);
	};
	const template = () =>
		saveFile(
			"spend-template.csv",
			`\ufeff${t("campaigns.import.templateHead")}\r\n${t("campaigns.import.templateRow")}\r\n`,
		);
	return (
		<>
			<label
				htmlFor={id}
				onDragOver={dragged(true)}
				onDragLeave={dragged(false)}
				onDrop={(event) => {
					dragged(false)(event);
					const dropped = event.dataTransfer.files[0];
					if (dropped && !busy) onFile(dropped);
				}}
				className={cn(
					"flex cursor-pointer flex-col items-center gap-2 rounded-xl border border-line-strong border-dashed px-4 py-10 text-center transition-colors focus-within:border-accent hover:border-muted",
					over && "border-accent bg-hover",
				)}
			>
				<FileUp className="size-6 text-muted" strokeWidth={1.5} aria-hidden />
				<span className="font-medium">{t("campaigns.import.drop")}</span>
				<span className="text-muted text-xs">{t("campaigns.import.limits")}</span>
				<input
					id={id}
					type="file"
					accept=".csv,.txt,.tsv,text/csv"
					disabled={busy}
					className="sr-only"
					onChange={(event) => {
						const picked = event.target.files?.[0];
						event.target.value = "";
						if (picked) onFile(picked);
					}}
				/>
			</label>
			<div className="flex flex-wrap items-center justify-between gap-3">
				<p className="max-w-[64ch] text-secondary text-xs">{t("campaigns.import.columns")}</p>
				<Button onClick={template}>{t("campaigns.import.template")}</Button>
			</div>
		</>
	);
}
