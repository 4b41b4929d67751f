import { CircleAlert, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ApiError, type ErrorKind, kindOf } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { CopyText } from "@/components/ui/copy";

/** Kinds whose sentence says all there is; what was not found is named by the page, the server's English adds nothing. */
const SAID: Partial<Record<ErrorKind, true>> = { offline: true, internal: true };

/** The sentence of a failure, and the server's own words when they add something. */
function useWords(error: unknown) {
	const { t, i18n } = useTranslation();
	const kind = kindOf(error);
	const server = error instanceof ApiError ? error.message : "";
	return {
		title: t(`error.${kind}.title`),
		text: t(`error.${kind}.text`),
		server: SAID[kind] || (kind === "notFound" && i18n.language !== "en") ? "" : server,
		requestId: error instanceof ApiError ? error.requestId : "",
	};
}

type Props = { error: unknown; onRetry?: () => void; compact?: boolean };

/** The one error state: what failed, whether data is safe, retry, request id. */
export function ErrorState({ error, onRetry, compact }: Props) {
	const { t } = useTranslation();
	const words = useWords(error);
	return (
		<div
			role="alert"
			className={`flex flex-col items-center gap-2 px-4 text-center ${compact ? "py-6" : "py-14"}`}
		>
			<CircleAlert className="size-6 text-bad" strokeWidth={1.5} aria-hidden />
			<p className="font-medium text-base">{words.title}</p>
			<p className="max-w-[52ch] text-secondary">{words.text}</p>
			{words.server && <p className="max-w-[60ch] break-words text-muted text-xs">{words.server}</p>}
			<div className="mt-2 flex flex-wrap items-center justify-center gap-3">
				{onRetry && (
					<Button onClick={onRetry}>
						<RotateCw className="size-4" aria-hidden />
						{t("common.retry")}
					</Button>
				)}
				{words.requestId && (
					<span className="flex items-center gap-1 text-muted text-xs">
						{t("error.requestId")} <CopyText text={words.requestId} />
					</span>
				)}
			</div>
		</div>
	);
}

/** The same in one line, for forms. */
export function ErrorLine({ error, text }: { error: unknown; text?: string | undefined }) {
	const words = useWords(error);
	return (
		<p
			role="alert"
			className="flex items-start gap-2 rounded-lg border border-bad/30 bg-bad/8 px-3 py-2 text-fg text-sm"
		>
			<CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" strokeWidth={1.5} aria-hidden />
			<span className="min-w-0 break-words">
				{text ?? words.title}
				{!text && words.server && <span className="block text-secondary text-xs">{words.server}</span>}
			</span>
		</p>
	);
}
