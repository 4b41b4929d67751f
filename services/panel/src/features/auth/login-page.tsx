import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, call, setCsrf } from "@/api/client";
import { ApiError } from "@/api/errors";
import { meQuery } from "@/api/queries/account";
import { Field, Input } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { LangButton, ThemeMenu } from "@/features/shell/account-menu";
import { Mark } from "@/features/shell/mark";

const route = getRouteApi("/login");

/** A path of this panel; anything else could lead away. */
function safeNext(next: string | undefined): string {
	return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

export function LoginPage() {
	const { t } = useTranslation();
	const { next } = route.useSearch();
	const client = useQueryClient();
	const router = useRouter();
	useEffect(() => {
		document.title = `${t("login.title")} · Remnadesk`;
	}, [t]);
	const login = async (values: FormData) => {
		const { me } = await call(
			api.POST("/api/v2/auth/login", {
				body: { login: String(values.get("login")), password: String(values.get("password")) },
			}),
		);
		if (me) {
			setCsrf(me.csrf_token);
			client.setQueryData(meQuery.queryKey, me);
		}
		router.history.replace(safeNext(next));
	};
	const explain = (error: unknown) => {
		if (!(error instanceof ApiError)) return undefined;
		if (error.status === 401 || error.status === 400) return t("login.wrong");
		if (error.status === 429 || error.code === 8) return t("login.locked");
		return undefined;
	};
	return (
		<main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
			<div className="fixed top-3 right-3 flex gap-1">
				<LangButton />
				<ThemeMenu />
			</div>
			<div className="flex flex-col items-center gap-3 text-center">
				<Mark className="size-11" />
				<div>
					<h1 className="font-semibold text-xl tracking-tight">Remnadesk</h1>
					<p className="text-secondary">{t("login.lead")}</p>
				</div>
			</div>
			<div className="card w-full max-w-sm p-5">
				<Form submit={t("login.submit")} onSubmit={login} explain={explain} wide>
					<Field label={t("login.login")}>
						<Input
							name="login"
							autoComplete="username"
							autoCapitalize="none"
							spellCheck={false}
							required
							autoFocus
							maxLength={100}
						/>
					</Field>
					<Field label={t("login.password")}>
						<Input
							name="password"
							type="password"
							autoComplete="current-password"
							required
							maxLength={1000}
						/>
					</Field>
				</Form>
			</div>
			<p className="max-w-sm text-center text-muted text-xs">{t("login.help")}</p>
		</main>
	);
}
