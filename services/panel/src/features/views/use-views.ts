import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call, type View } from "@/api/client";
import { kindOf } from "@/api/errors";
import { viewsQuery } from "@/api/queries/account";
import { invalidate } from "@/api/queries/entities";
import { toast } from "@/components/ui/toast";
import { type RawSearch, stringifySearch } from "@/lib/url-state";

/** The part of a page's address that a view keeps: its filters, sort and period; not the page of the list, nor what is open beside it. */
export function viewQuery(search: RawSearch, passing: readonly string[]): string {
	const kept = Object.fromEntries(
		Object.entries(search).filter(([key]) => !["after", "p", ...passing].includes(key)),
	);
	return stringifySearch(kept).slice(1);
}

/** The views of a page and what can be done with them; a deletion can be taken back. */
export function useViews(page: string) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const { data } = useQuery(viewsQuery(page));
	const again = () => void invalidate(client, "view");
	const failed = (error: unknown) => toast(t(`error.${kindOf(error)}.title`));
	const path = (view: View) => ({ params: { path: { id: view.id } } });
	const restore = (view: View) =>
		call(api.POST("/api/v2/views/{id}/restore", { ...path(view), body: {} })).then(again, failed);
	return {
		views: data?.items ?? [],
		create: async (name: string, query: string, shared: boolean) => {
			await call(api.POST("/api/v2/views", { body: { page, name, query, shared } }));
			toast(t("views.saved", { name }));
			again();
		},
		replace: async (view: View, query: string) => {
			await call(api.PATCH("/api/v2/views/{id}", { ...path(view), body: { query } }))
				.then(() => toast(t("views.saved", { name: view.name })), failed)
				.finally(again);
		},
		remove: async (view: View) => {
			await call(api.DELETE("/api/v2/views/{id}", path(view)))
				.then(
					() =>
						toast(t("views.deleted", { name: view.name }), {
							label: t("common.undo"),
							run: () => void restore(view),
						}),
					failed,
				)
				.finally(again);
		},
	};
}
