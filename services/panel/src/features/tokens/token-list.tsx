import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, type Token } from "@/api/client";
import { kindOf } from "@/api/errors";
import { invalidate } from "@/api/queries/entities";
import { Badge, type Tone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { toast } from "@/components/ui/toast";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

function stateOf(token: Token, now: Date): { key: "revoked" | "expired" | "active"; tone: Tone } {
	if (token.revoked_at) return { key: "revoked", tone: "bad" };
	if (token.expires_at && Date.parse(token.expires_at) <= now.getTime())
		return { key: "expired", tone: "plain" };
	return { key: "active", tone: "good" };
}

export function TokenList({ tokens, edit }: { tokens: readonly Token[]; edit: boolean }) {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	const client = useQueryClient();
	const [asked, setAsked] = useState<Token>();
	const revoke = (token: Token) => {
		void call(api.DELETE("/api/v2/access/tokens/{id}", { params: { path: { id: token.id } } }))
			.then(() => toast(t("token.revokedToast", { name: token.name })))
			.catch((error: unknown) => toast(t(`error.${kindOf(error)}.title`)))
			.finally(() => void invalidate(client, "token"));
	};
	return (
		<>
			<ul className="border-t">
				{tokens.map((token) => {
					const state = stateOf(token, now);
					return (
						<li
							key={token.id}
							className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-3 last:border-b-0"
						>
							<div className="min-w-0 flex-1 basis-56">
								<p className="flex items-center gap-2">
									<span className="truncate font-medium">{token.name}</span>
									<Badge tone={state.tone}>{t(`token.state.${state.key}`)}</Badge>
								</p>
								<p className="num text-muted text-xs">
									<span className="font-mono">{token.prefix}…</span> ·{" "}
									{t(`role.${token.role as "owner"}`, { defaultValue: token.role })}
								</p>
							</div>
							<p className="num basis-52 text-secondary text-xs">
								{token.expires_at && t("token.until", { date: f.date(token.expires_at) })}
								<br />
								{token.last_used_at
									? t("token.used", { when: f.relative(token.last_used_at, now) })
									: t("token.unused")}
							</p>
							{edit && state.key === "active" && (
								<Button look="danger" onClick={() => setAsked(token)}>
									{t("token.revoke")}
								</Button>
							)}
						</li>
					);
				})}
			</ul>
			<Confirm
				open={asked !== undefined}
				onOpenChange={(open) => !open && setAsked(undefined)}
				title={t("token.revokeTitle", { name: asked?.name ?? "" })}
				consequence={t("token.revokeText")}
				action={t("token.revoke")}
				onConfirm={() => asked && revoke(asked)}
			/>
		</>
	);
}
