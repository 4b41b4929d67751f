import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/api/client";
import { invalidate } from "@/api/queries/entities";
import { Button } from "@/components/ui/button";
import { CopyText } from "@/components/ui/copy";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";

export const ROLES = ["owner", "manager", "support", "analyst"] as const;
const DAYS = [30, 90, 365, 3650] as const;

/** Makes a token; its text is shown once, here. */
export function CreateToken({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [secret, setSecret] = useState<string>();
	const create = async (values: FormData) => {
		const made = await call(
			api.POST("/api/v2/access/tokens", {
				body: {
					name: String(values.get("name")).trim(),
					role: String(values.get("role")),
					expires_in_days: Number(values.get("days")),
				},
			}),
		);
		setSecret(made.secret);
		void invalidate(client, "token");
	};
	if (secret !== undefined) {
		return (
			<Dialog open onOpenChange={onClose} title={t("token.ready")}>
				<Notice tone="warn" title={t("token.once")} />
				<div className="my-4 rounded-lg border border-line-strong bg-bg px-3 py-2 font-mono text-sm">
					<CopyText text={secret} className="w-full justify-between" />
				</div>
				<div className="flex justify-end">
					<Button look="primary" size="md" onClick={onClose}>
						{t("token.saved")}
					</Button>
				</div>
			</Dialog>
		);
	}
	return (
		<Dialog open onOpenChange={onClose} title={t("token.create")} description={t("token.createText")}>
			<Form
				submit={t("token.make")}
				onSubmit={create}
				extra={
					<Button size="md" onClick={onClose}>
						{t("common.cancel")}
					</Button>
				}
			>
				<Field label={t("token.name")} hint={t("token.nameHint")}>
					<Input name="name" required maxLength={100} autoComplete="off" autoFocus />
				</Field>
				<Field label={t("token.role")}>
					<Select name="role" defaultValue="analyst">
						{ROLES.map((role) => (
							<option key={role} value={role}>
								{t(`role.${role}`)}
							</option>
						))}
					</Select>
				</Field>
				<Field label={t("token.expires")}>
					<Select name="days" defaultValue="365">
						{DAYS.map((days) => (
							<option key={days} value={days}>
								{t(`token.days.${days}`)}
							</option>
						))}
					</Select>
				</Field>
			</Form>
		</Dialog>
	);
}
