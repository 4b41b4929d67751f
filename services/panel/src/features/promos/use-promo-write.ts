import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call, type NewPromo, type NewPromoBatch, type Promo, type PromoChange } from "@/api/client";
import { kindOf } from "@/api/errors";
import { invalidate } from "@/api/queries/entities";
import { promoQuery } from "@/api/queries/promos";
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
	const failed = (error: unknown) => {
		toast(t(`error.${kindOf(error)}.title`));
		// Somebody else may have changed it: look again.
		void invalidate(client, "promo_code");
	};
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
	const createBatch = async (body: NewPromoBatch, key: string) => {
		const made = await call(api.POST("/api/v2/sales/promo-batches", { body, headers: headers(key) }));
		accepted();
		return made;
	};
	type Moving =
		| "/api/v2/sales/promo-commands/{id}/cancel"
		| "/api/v2/sales/promo-commands/{id}/retry"
		| "/api/v2/sales/promo-batches/{id}/cancel"
		| "/api/v2/sales/promo-batches/{id}/retry";
	const move = (path: Moving, id: string) =>
		call(api.POST(path, { params: { path: { id } }, body: {} }))
			.catch(failed)
			// What failed has moved on meanwhile: look again either way.
			.finally(accepted);
	return {
		create,
		change,
		switchOn,
		switchOff,
		createBatch,
		cancel: (id: string) => void move("/api/v2/sales/promo-commands/{id}/cancel", id),
		retry: (id: string) => void move("/api/v2/sales/promo-commands/{id}/retry", id),
		cancelBatch: (id: string) => void move("/api/v2/sales/promo-batches/{id}/cancel", id),
		retryBatch: (id: string) => void move("/api/v2/sales/promo-batches/{id}/retry", id),
	};
}
