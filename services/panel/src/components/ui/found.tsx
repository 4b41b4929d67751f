import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";

type Props<T> = {
	row: T | undefined;
	/** The question about the row alone. */
	asked: { error: unknown; refetch: () => unknown };
	missing: { title: string; text: string };
	onClose: () => void;
	children: (row: T) => ReactNode;
};

/** A row that a link names: itself, on its way, not there, or not to be had now. */
export function Found<T>({ row, asked, missing, onClose, children }: Props<T>) {
	const { t } = useTranslation();
	if (row !== undefined) return children(row);
	if (asked.error instanceof ApiError && asked.error.status === 404) {
		return <Empty {...missing} action={<Button onClick={onClose}>{t("common.close")}</Button>} />;
	}
	if (asked.error) return <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />;
	return (
		<div className="flex flex-col gap-4">
			<Skeleton className="h-44 rounded-xl" />
			<Skeleton className="h-64 rounded-xl" />
		</div>
	);
}
