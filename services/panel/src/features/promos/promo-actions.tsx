import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { PromoForm } from "@/features/promos/promo-form";
import { usePromoWrite } from "@/features/promos/use-promo-write";

/** What can be done with a code; nothing once it is deleted in the bot. */
export function PromoActions({ promo }: { promo: Promo }) {
	const { t } = useTranslation();
	const write = usePromoWrite();
	const edit = useMay("promos:edit");
	const off = useMay("promos:delete");
	const [editing, setEditing] = useState(false);
	if (promo.gone_at || (!edit && !off)) return null;
	return (
		<div className="flex flex-wrap gap-2">
			{edit && <Button onClick={() => setEditing(true)}>{t("promos.change")}</Button>}
			{promo.is_active
				? off && (
						<Button look="danger" onClick={() => void write.switchOff(promo)}>
							{t("promos.switchOff")}
						</Button>
					)
				: edit && <Button onClick={() => void write.switchOn(promo)}>{t("promos.switchOn")}</Button>}
			{editing && <PromoForm promo={promo} onClose={() => setEditing(false)} />}
		</div>
	);
}
