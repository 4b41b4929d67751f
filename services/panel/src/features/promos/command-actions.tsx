import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PromoCommand } from "@/api/client";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { PromoConflict } from "@/features/promos/promo-conflict";
import { usePromoWrite } from "@/features/promos/use-promo-write";

/** What can be done with a command: call it off, send it again, or settle whose change holds. */
export function CommandActions({ command }: { command: PromoCommand }) {
	const { t } = useTranslation();
	const write = usePromoWrite();
	const edit = useMay("promos:edit");
	const needed =
		command.kind === "create"
			? "promos:create"
			: command.kind === "deactivate"
				? "promos:delete"
				: "promos:edit";
	const mine = useMay(needed);
	const [comparing, setComparing] = useState(false);
	if (!edit || !mine) return null;
	const { id, state, cause, promo_id, seen, wanted } = command;
	if (state === "applied") return null;
	if (state === "sending")
		return <Button onClick={() => write.cancel(id)}>{t("promos.cancelCommand")}</Button>;
	return (
		<>
			{cause === "changed" && promo_id && seen && wanted ? (
				<Button onClick={() => setComparing(true)}>{t("promos.compare")}</Button>
			) : (
				<Button onClick={() => write.retry(id)}>
					{state === "unclear" ? t("promos.checkAgain") : t("common.retry")}
				</Button>
			)}
			{comparing && promo_id && seen && wanted && (
				<PromoConflict
					id={promo_id}
					code={command.code}
					seen={seen}
					wanted={wanted}
					onClose={() => setComparing(false)}
				/>
			)}
		</>
	);
}
