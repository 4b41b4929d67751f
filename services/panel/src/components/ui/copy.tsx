import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/cn";

/** Copies even where the browser gives no clipboard (a page without TLS). */
export async function copy(text: string): Promise<void> {
	if (navigator.clipboard) return navigator.clipboard.writeText(text);
	const area = document.createElement("textarea");
	area.value = text;
	area.style.position = "fixed";
	document.body.append(area);
	area.select();
	document.execCommand("copy");
	area.remove();
}

type Props = { text: string; shown?: string; className?: string };

/** A value that is copied by a click on it. */
export function CopyText({ text, shown, className }: Props) {
	const { t } = useTranslation();
	const [done, setDone] = useState(false);
	useEffect(() => {
		if (!done) return;
		const timer = setTimeout(() => setDone(false), 1500);
		return () => clearTimeout(timer);
	}, [done]);
	const Icon = done ? Check : Copy;
	return (
		<button
			type="button"
			title={t("common.copy")}
			onClick={(event) => {
				event.stopPropagation();
				void copy(text).then(() => setDone(true));
			}}
			className={cn(
				"group/copy num inline-flex min-w-0 max-w-full items-center gap-1 rounded-sm hover:text-fg",
				className,
			)}
		>
			<span className="truncate" title={shown ?? text}>
				{shown ?? text}
			</span>
			<Icon
				className={cn("size-3 shrink-0", done ? "text-good-ink" : "opacity-50 group-hover/copy:opacity-100")}
				aria-hidden
			/>
			<span role="status" className="sr-only">
				{done ? t("common.copied") : ""}
			</span>
		</button>
	);
}
