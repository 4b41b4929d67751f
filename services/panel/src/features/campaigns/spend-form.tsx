import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type CampaignSpend, call } from "@/api/client";
import { invalidate } from "@/api/queries";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { readRubles } from "@/lib/format";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

type Props = { campaignId: string; entry: CampaignSpend | undefined; onClose: () => void };

/** Names one intention: sending it twice enters the spend once. */
const intention = () =>
	Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("-");

/** Enters what was spent, or corrects an entry. */
export function SpendForm({ campaignId, entry, onClose }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const client = useQueryClient();
	const today = f.today(useNow());
	const [key] = useState(intention);
	const [wrong, setWrong] = useState(false);
	const save = async (values: FormData) => {
		const word = (name: string) => String(values.get(name) ?? "").trim();
		const amount = readRubles(word("amount"));
		setWrong(amount === undefined || amount === "0");
		if (amount === undefined || amount === "0") return;
		const body = {
			first_day: word("first"),
			last_day: word("last") || word("first"),
			amount_kopeks: amount,
			note: word("note"),
		};
		if (entry) {
			await call(
				api.PATCH("/api/v2/sales/campaign-spend/{id}", {
					params: { path: { id: entry.id } },
					body: { ...body, version: entry.version },
				}),
			);
		} else {
			await call(
				api.POST("/api/v2/sales/campaign-spend", {
					body: { ...body, campaign_id: campaignId, channel: "", currency: "RUB" },
					headers: { "Idempotency-Key": key },
				}),
			);
		}
		await invalidate(client, "campaign_spend");
		onClose();
	};
	return (
		<Dialog
			open
			onOpenChange={onClose}
			title={entry ? t("campaigns.edit") : t("campaigns.addSpend")}
			description={t("campaigns.formText")}
		>
			<Form
				submit={t("campaigns.save")}
				onSubmit={save}
				extra={
					<Button size="md" onClick={onClose}>
						{t("common.cancel")}
					</Button>
				}
			>
				<Field label={t("campaigns.amount")} error={wrong ? t("campaigns.amountWrong") : undefined}>
					<Input
						name="amount"
						required
						inputMode="decimal"
						autoComplete="off"
						autoFocus
						defaultValue={entry && (Number(entry.amount_kopeks) / 100).toFixed(2)}
					/>
				</Field>
				<div className="grid grid-cols-2 gap-3">
					<Field label={t("campaigns.firstDay")}>
						<Input name="first" type="date" required defaultValue={entry?.first_day ?? today} />
					</Field>
					<Field label={t("campaigns.lastDay")}>
						<Input name="last" type="date" defaultValue={entry?.last_day ?? today} />
					</Field>
				</div>
				<Field label={t("campaigns.note")} hint={t("campaigns.noteHint")}>
					<Input name="note" maxLength={500} autoComplete="off" defaultValue={entry?.note} />
				</Field>
			</Form>
		</Dialog>
	);
}
