import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PromoFields } from "@/api/client";
import { promoQuery } from "@/api/queries/promos";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorLine, ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { changed, differ, FIELDS, useFieldWords } from "@/features/promos/field-words";
import { usePromoWrite } from "@/features/promos/use-promo-write";
import { cn } from "@/lib/cn";

type Props = {
	id: string;
	code: string;
	/** As the editor saw it. */
	seen: PromoFields;
	/** What the editor wants; absent = unchanged. */
	wanted: PromoFields;
	onClose: () => void;
};

/** A code that somebody else changed: both versions side by side, and one decides. */
export function PromoConflict({ id, code, seen, wanted, onClose }: Props) {
	const { t } = useTranslation();
	const tell = useFieldWords();
	const write = usePromoWrite();
	const { data, error, refetch } = useQuery(promoQuery(id));
	const [failure, setFailure] = useState<unknown>();
	const [busy, setBusy] = useState(false);
	const now = data?.promo;
	const mine = async () => {
		if (!now || busy) return;
		const change = changed(now, wanted);
		// Somebody else wanted the same.
		if (Object.keys(change).length === 0) return onClose();
		setBusy(true);
		try {
			await write.change(now, change, crypto.randomUUID());
			toast(t("promos.sent", { code }));
			onClose();
		} catch (problem) {
			setFailure(problem);
			void refetch();
		} finally {
			setBusy(false);
		}
	};
	const rows = FIELDS.filter((row) => now && (differ(row, now[row], seen[row]) || wanted[row] !== undefined));
	return (
		<Dialog
			open
			onOpenChange={onClose}
			title={t("promos.conflict.title", { code })}
			description={t("promos.conflict.text")}
			className="max-w-2xl"
		>
			{error && !data ? (
				<ErrorState error={error} onRetry={() => void refetch()} />
			) : !now ? (
				<Skeleton className="h-40 rounded-lg" />
			) : (
				<div className="flex flex-col gap-4">
					<div className="overflow-x-auto">
						<table className="w-full text-left" data-testid="promo-conflict">
							<thead>
								<tr className="text-muted text-xs">
									<th scope="col" className="border-b py-2 pr-3 font-normal">
										{t("promos.conflict.field")}
									</th>
									<th scope="col" className="border-b px-3 py-2 font-normal">
										{t("promos.conflict.seen")}
									</th>
									<th scope="col" className="border-b px-3 py-2 font-normal">
										{t("promos.conflict.now")}
									</th>
									<th scope="col" className="border-b py-2 pl-3 font-normal">
										{t("promos.conflict.mine")}
									</th>
								</tr>
							</thead>
							<tbody className="num">
								{rows.map((row) => (
									<tr key={row}>
										<th scope="row" className="border-b py-2 pr-3 font-normal text-secondary">
											{tell.name(row)}
										</th>
										<td className="border-b px-3 py-2 text-muted">{tell.value(row, seen[row])}</td>
										<td
											className={cn(
												"border-b px-3 py-2",
												differ(row, now[row], seen[row]) && "font-medium text-warn-ink",
											)}
										>
											{tell.value(row, now[row])}
										</td>
										<td className="border-b py-2 pl-3 font-medium">
											{wanted[row] === undefined ? (
												<span className="font-normal text-muted">{t("promos.conflict.unchanged")}</span>
											) : (
												tell.value(row, wanted[row])
											)}
										</td>
									</tr>
								))}
							</tbody>
						</table>
					</div>
					{failure !== undefined && <ErrorLine error={failure} />}
					<div className="flex flex-wrap justify-end gap-2">
						<Button size="md" onClick={onClose}>
							{t("promos.conflict.keep")}
						</Button>
						<Button size="md" look="primary" aria-disabled={busy} onClick={() => void mine()}>
							{t("promos.conflict.write")}
						</Button>
					</div>
				</div>
			)}
		</Dialog>
	);
}
