import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PromoBatch } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { Progress } from "@/components/ui/progress";
import { BatchActions } from "@/features/promos/batch-actions";
import { useBatchWords } from "@/features/promos/batch-words";
import { useFormat } from "@/lib/use-format";

/** A batch in one row: how far, what went wrong, and what to do about it. */
export function BatchLine({ batch }: { batch: PromoBatch }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useBatchWords();
	const why = words.why(batch);
	return (
		<div className="flex items-start gap-3 px-4 py-2" data-testid="promo-batch">
			<div className="flex min-w-0 flex-1 flex-col gap-1">
				<div className="flex flex-wrap items-center gap-x-3 gap-y-1">
					<Badge tone={words.tone(batch)}>{words.state(batch)}</Badge>
					<Link
						to="/promos/batches"
						search={{ batch: batch.id }}
						className="min-w-0 break-all rounded-sm hover:text-accent-ink hover:underline"
					>
						{t("promos.batch.of", { count: batch.total, n: f.count(batch.total) })}{" "}
						<span className="font-medium font-mono">{words.pattern(batch)}</span>
					</Link>
					<span className="num text-muted text-xs">
						{batch.created_by} · {f.dateTime(batch.created_at)}
					</span>
				</div>
				<BatchProgress batch={batch} />
				{why && <p className="break-words text-secondary text-xs">{why}</p>}
			</div>
			<BatchActions batch={batch} />
		</div>
	);
}

/** The bar and its counts. */
export function BatchProgress({ batch }: { batch: PromoBatch }) {
	const { t } = useTranslation();
	const words = useBatchWords();
	const counts = words.counts(batch);
	return (
		<>
			{batch.state === "sending" && (
				<Progress label={t("promos.batch.progress")} value={1 - batch.waiting / batch.total} />
			)}
			<p className="num text-secondary text-xs" data-testid="batch-counts">
				{counts}
			</p>
		</>
	);
}
