import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Promo, PromoFields } from "@/api/client";
import { ApiError } from "@/api/errors";
import { promoQuery } from "@/api/queries/promos";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { toast } from "@/components/ui/toast";
import { PromoConflict } from "@/features/promos/promo-conflict";
import { NOTHING, PromoValues, readValues } from "@/features/promos/promo-values";
import { TypeField } from "@/features/promos/type-field";
import { usePromoWrite } from "@/features/promos/use-promo-write";
import { useWishKey } from "@/features/promos/use-wish-key";
import { useFormat } from "@/lib/use-format";

/** gRPC ABORTED: the code, or its version, has moved on. */
const ABORTED = 10;

/** Makes a code, or changes the one given. */
export function PromoForm({ promo, onClose }: { promo?: Promo; onClose: () => void }) {
	const { t } = useTranslation();
	const { zone } = useFormat();
	const client = useQueryClient();
	const write = usePromoWrite();
	// What an editor saw stays, even if the page behind learns of a newer version.
	const [seen] = useState(promo);
	const [type, setType] = useState(promo?.type ?? "balance");
	const [conflict, setConflict] = useState<{ now: Promo; wanted: PromoFields }>();
	const keyOf = useWishKey();
	const send = async (values: FormData) => {
		const body = readValues(type, values, zone, seen);
		const code = seen?.code ?? String(values.get("code")).trim();
		const key = keyOf({ ...body, code, type });
		try {
			if (seen) await write.change(seen, body, key);
			else await write.create({ ...NOTHING, ...body, code, type }, key);
		} catch (error) {
			if (!seen || !(error instanceof ApiError) || error.code !== ABORTED) throw error;
			const { promo: now } = await client.fetchQuery({ ...promoQuery(seen.id), staleTime: 0 });
			if (!now || now.version === seen.version) throw error;
			setConflict({ now, wanted: body });
			return;
		}
		toast(t("promos.sent", { code: code.toUpperCase() }));
		onClose();
	};
	if (seen && conflict)
		return (
			<PromoConflict id={seen.id} code={seen.code} seen={seen} wanted={conflict.wanted} onClose={onClose} />
		);
	return (
		<Dialog
			open
			onOpenChange={onClose}
			title={seen ? t("promos.edit", { code: seen.code }) : t("promos.create")}
			description={t("promos.formText")}
		>
			<Form
				submit={seen ? t("promos.saveChange") : t("promos.make")}
				onSubmit={send}
				extra={
					<Button size="md" onClick={onClose}>
						{t("common.cancel")}
					</Button>
				}
			>
				{!seen && (
					<>
						<Field label={t("promos.code")} hint={t("promos.codeHint")}>
							<Input
								name="code"
								required
								maxLength={50}
								autoComplete="off"
								autoFocus
								className="font-mono uppercase"
							/>
						</Field>
						<TypeField value={type} onChange={setType} />
					</>
				)}
				<PromoValues type={type} {...(seen ? { promo: seen } : {})} />
			</Form>
		</Dialog>
	);
}
