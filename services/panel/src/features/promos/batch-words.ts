import { useTranslation } from "react-i18next";
import type { PromoBatch } from "@/api/client";
import type { Tone } from "@/components/ui/badge";
import { useCommandWords } from "@/features/promos/command-words";
import { useFormat } from "@/lib/use-format";

/** How far a batch is, in words. */
export function useBatchWords() {
	const { t } = useTranslation();
	const f = useFormat();
	const commands = useCommandWords();
	const failed = (batch: PromoBatch) => batch.refused + batch.unclear;
	return {
		state: (batch: PromoBatch) =>
			batch.state === "sending"
				? t("promos.batch.state.sending")
				: batch.state === "cancelled"
					? t("promos.batch.state.cancelled")
					: failed(batch) > 0
						? t("promos.batch.state.partly")
						: t("promos.batch.state.done"),
		tone: (batch: PromoBatch): Tone =>
			batch.state === "sending"
				? "info"
				: failed(batch) > 0
					? "bad"
					: batch.state === "cancelled"
						? "plain"
						: "good",
		/** A prefix and as many dots as characters are made up. */
		pattern: (batch: Pick<PromoBatch, "prefix" | "length">) => batch.prefix + "•".repeat(batch.length),
		counts: (batch: PromoBatch) =>
			(
				[
					["applied", batch.applied],
					["waiting", batch.waiting],
					["refused", batch.refused],
					["unclear", batch.unclear],
					["cancelled", batch.cancelled],
				] as const
			)
				.filter(([name, n]) => n > 0 || name === "applied")
				.map(([name, n]) =>
					name === "applied"
						? t("promos.batch.counts.applied", { n: f.count(n), total: f.count(batch.total) })
						: t(`promos.batch.counts.${name}`, { n: f.count(n) }),
				)
				.join(" · "),
		why: (batch: PromoBatch) =>
			batch.problem
				? commands.why({ ...batch, state: batch.state === "sending" ? "sending" : "refused" })
				: "",
	};
}
