import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { useFormat } from "@/lib/use-format";

type Props = {
	/** Number of the first row shown, from 1. */
	first: number;
	shown: number;
	total: number;
	capped: boolean;
	onPrevious: (() => void) | undefined;
	onNext: (() => void) | undefined;
};

/** Keyset pages: forward by the server's token, back by the way one came. */
export function Pager({ first, shown, total, capped, onPrevious, onNext }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	return (
		<nav aria-label={t("table.pages")} className="flex items-center justify-between gap-3 px-4 py-2">
			<p className="num text-secondary">
				{shown === 0
					? t("table.none")
					: t("table.range", {
							from: f.count(first),
							to: f.count(first + shown - 1),
							total: f.total(Math.max(total, capped ? total : first + shown - 1), capped),
						})}
			</p>
			<div className="flex gap-2">
				<Button disabled={!onPrevious} onClick={onPrevious}>
					<ChevronLeft className="size-4" aria-hidden />
					{t("table.previousPage")}
				</Button>
				<Button disabled={!onNext} onClick={onNext}>
					{t("table.nextPage")}
					<ChevronRight className="size-4" aria-hidden />
				</Button>
			</div>
		</nav>
	);
}
