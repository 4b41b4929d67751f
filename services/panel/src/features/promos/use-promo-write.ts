import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call, type NewPromo, type Promo, type PromoChange } from "@/api/client";
import { kindOf } from "@/api/errors";
import { invalidate, promoQuery } from "@/api/queries";
import { toast } from "@/components/ui/toast";

/** The wishes a person can have of a code. Each carries a key, so that sending it twice asks the bot once. */
export function usePromoWrite() {
	const { t } = useTranslation();
	const client = useQueryClient();
	const headers = (key: string) => ({ "Idempotency-Key": key });
	const accepted = () => void invalidate(client, "promo_command");
	const create = async (body: NewPromo, key: string) => {
		await call(api.POST("/api/v2/sales/promos", { body, headers: headers(key) }));
		accepted();
	};
	const change = async (promo: Promo, body: Omit<PromoChange, "expected_version">, key: string) => {
		await call(
			api.PATCH("/api/v2/sales/promos/{id}", {
				params: { path: { id: promo.id } },
				body: { ...body, expected_version: promo.version },
				headers: headers(key),
			}),
		);
		accepted();
	};
	const failed = (error: unknown) => toast(t(`error.${kindOf(error)}.title`));
	const switchOn = (promo: Promo) =>
		change(promo, { is_active: true }, crypto.randomUUID())
			.then(() => toast(t("promos.sent", { code: promo.code })))
			.catch(failed);
	const switchOff = (promo: Promo) =>
		call(
			api.POST("/api/v2/sales/promos/{id}/deactivate", {
				params: { path: { id: promo.id } },
				body: { expected_version: promo.version },
				headers: headers(crypto.randomUUID()),
			}),
		)
			.then(() => {
				accepted();
				toast(t("promos.sentOff", { code: promo.code }), {
					label: t("common.undo"),
					// By then the code has another version.
					run: () =>
						void client
							.fetchQuery({ ...promoQuery(promo.id), staleTime: 0 })
							.then((now) => now.promo && switchOn(now.promo))
							.catch(failed),
				});
			})
			.catch(failed);
	return { create, change, switchOn, switchOff };
}
