import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type CampaignSpend, call } from "@/api/client";
import { campaignsQuery } from "@/api/queries/campaigns";
import { invalidate } from "@/api/queries/entities";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Segmented } from "@/components/ui/segmented";
import { readRubles } from "@/lib/format";
import { intention } from "@/lib/intention";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

type Props = {
	/** The campaign the spend is for; without it a campaign or a channel is asked for. */
	campaignId?: string | undefined;
	entry: CampaignSpend | undefined;
	onClose: () => void;
	/** Takes the entry out. */
	onDelete?: ((id: string) => void) | undefined;
};
type Wrong = { amount?: boolean; target?: boolean };

/** Enters what was spent, or corrects an entry. */
export function SpendForm({ campaignId, entry, onClose, onDelete }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const client = useQueryClient();
	const today = f.today(useNow());
	const [key] = useState(intention);
	const [wrong, setWrong] = useState<Wrong>({});
	const asks = !entry && campaignId === undefined;
	const save = async (values: FormData) => {
		const word = (name: string) => String(values.get(name) ?? "").trim();
		const amount = readRubles(word("amount"));
		const target = campaignId ?? word("campaign");
		const channel = word("channel");
		const mistakes = {
			amount: amount === undefined || amount === "0",
			target: asks && target === "" && channel === "",
		};
		setWrong(mistakes);
		if (amount === undefined || mistakes.amount || mistakes.target) return;
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
					body: { ...body, channel, currency: "RUB", ...(target === "" ? {} : { campaign_id: target }) },
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
					<>
						{entry && onDelete && (
							<Button
								look="ghost"
								size="md"
								className="mr-auto"
								onClick={() => {
									onDelete(entry.id);
									onClose();
								}}
							>
								{t("campaigns.delete")}
							</Button>
						)}
						<Button size="md" onClick={onClose}>
							{t("common.cancel")}
						</Button>
					</>
				}
			>
				{asks && <Target wrong={wrong.target} />}
				<Field label={t("campaigns.amount")} error={wrong.amount ? t("campaigns.amountWrong") : undefined}>
					<Input
						name="amount"
						required
						inputMode="decimal"
						autoComplete="off"
						autoFocus={!asks}
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

/** A campaign of the bot, or a channel it does not know. */
function Target({ wrong }: { wrong: boolean | undefined }) {
	const { t } = useTranslation();
	const [kind, setKind] = useState<"campaign" | "channel">("campaign");
	const { data } = useQuery(campaignsQuery({ page_size: 200, count: false }));
	const error = wrong ? t("campaigns.targetMissing") : undefined;
	return (
		<>
			<Segmented
				label={t("campaigns.target")}
				value={kind}
				options={[
					{ value: "campaign", label: t("campaigns.targetCampaign") },
					{ value: "channel", label: t("campaigns.targetChannel") },
				]}
				onChange={setKind}
			/>
			{kind === "campaign" ? (
				<Field label={t("campaigns.one")} error={error}>
					<Select name="campaign" defaultValue="">
						<option value="">{t("campaigns.chooseCampaign")}</option>
						{data?.items.map((each) => (
							<option key={each.id} value={each.id}>
								{`${each.name} · ${each.start_parameter}`}
							</option>
						))}
					</Select>
				</Field>
			) : (
				<Field label={t("campaigns.channel")} hint={t("campaigns.channelHint")} error={error}>
					<Input name="channel" maxLength={100} autoComplete="off" />
				</Field>
			)}
		</>
	);
}
