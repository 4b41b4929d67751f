import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { invalidate } from "@/api/queries/entities";
import { toast } from "@/components/ui/toast";

/** Takes entries of the ledger out, and brings them back. */
export function useSpendUndo() {
	const { t } = useTranslation();
	const client = useQueryClient();
	const restore = async (id: string) => {
		try {
			await call(
				api.POST("/api/v2/sales/campaign-spend/{id}/restore", { params: { path: { id } }, body: {} }),
			);
			void invalidate(client, "campaign_spend");
		} catch {
			toast(t("campaigns.notRestored"));
		}
	};
	const remove = async (id: string) => {
		try {
			await call(api.DELETE("/api/v2/sales/campaign-spend/{id}", { params: { path: { id } } }));
			void invalidate(client, "campaign_spend");
			toast(t("campaigns.deleted"), { label: t("campaigns.undo"), run: () => void restore(id) });
		} catch {
			toast(t("campaigns.notDeleted"));
		}
	};
	return { remove, restore };
}
