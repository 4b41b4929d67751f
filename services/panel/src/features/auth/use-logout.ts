import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { kindOf } from "@/api/errors";
import { toast } from "@/components/ui/toast";

/** Ends this session, or all of the account, and forgets everything that was read. */
export function useLogout(): (everywhere: boolean) => void {
	const client = useQueryClient();
	const navigate = useNavigate();
	const { t } = useTranslation();
	return (everywhere) => {
		void call(api.POST("/api/v2/auth/logout", { body: { everywhere } }))
			.then(async ({ sessions_ended }) => {
				await navigate({ to: "/login", search: {} });
				client.clear();
				if (everywhere) toast(t("account.sessionsEnded", { count: sessions_ended }));
			})
			.catch((error: unknown) => toast(t(`error.${kindOf(error)}.title`)));
	};
}
