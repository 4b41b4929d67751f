import { useTranslation } from "react-i18next";
import type { PromoBatch } from "@/api/client";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { usePromoWrite } from "@/features/promos/use-promo-write";

/** Stops a batch, or sends the rest of it. */
export function BatchActions({ batch }: { batch: PromoBatch }) {
	const { t } = useTranslation();
	const write = usePromoWrite();
	if (!useMay("promos:create")) return null;
	if (batch.state === "sending")
		return <Button onClick={() => write.cancelBatch(batch.id)}>{t("promos.batch.stop")}</Button>;
	const left = batch.refused + batch.unclear + batch.cancelled;
	if (left === 0) return null;
	return (
		<Button onClick={() => write.retryBatch(batch.id)}>{t("promos.batch.goOn", { count: left })}</Button>
	);
}
