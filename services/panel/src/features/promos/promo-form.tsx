import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { toast } from "@/components/ui/toast";
import { usePromoWrite } from "@/features/promos/use-promo-write";
import { PROMO_TYPES, type PromoType, usePromoWords } from "@/features/promos/words";
import { readRubles, writeRubles } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

const DAY_MS = 86_400_000;
/** Types that have each field; the bot keeps a discount's percent and hours apart from everything else. */
const BONUS: readonly string[] = ["balance", "balance_and_days"];
const DAYS: readonly string[] = ["subscription_days", "trial_subscription", "balance_and_days"];

/** Makes a code, or changes the one given. */
export function PromoForm({ promo, onClose }: { promo?: Promo; onClose: () => void }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = usePromoWords();
	const write = usePromoWrite();
	const [type, setType] = useState(promo?.type ?? "balance");
	// One wish, one key: what is sent again after a failure is the same wish, as long as nothing was changed in it.
	const wish = useRef({ text: "", key: "" });
	const keyOf = (body: object) => {
		const text = JSON.stringify(body);
		if (wish.current.text !== text) wish.current = { text, key: crypto.randomUUID() };
		return wish.current.key;
	};
	const send = async (values: FormData) => {
		const whole = (name: string) => String(values.get(name) ?? "").trim() || "0";
		const until = Number(whole("valid_days"));
		const body = {
			...(BONUS.includes(type) ? { balance_bonus_kopeks: readRubles(whole("bonus")) ?? "-1" } : {}),
			...(DAYS.includes(type) ? { subscription_days: whole("days") } : {}),
			...(type === "balance_and_days" ? { traffic_gb: whole("traffic") } : {}),
			...(type === "discount" ? { discount_percent: whole("percent"), discount_hours: whole("hours") } : {}),
			max_uses: whole("max_uses"),
		};
		const dates = until > 0 ? { valid_until: new Date(Date.now() + until * DAY_MS).toISOString() } : {};
		const code = promo?.code ?? String(values.get("code")).trim();
		const key = keyOf({ ...body, code, type, until });
		if (promo) await write.change(promo, { ...body, ...dates }, key);
		else await write.create({ ...NOTHING, ...body, ...dates, code, type }, key);
		toast(t("promos.sent", { code: code.toUpperCase() }));
		onClose();
	};
	return (
		<Dialog
			open
			onOpenChange={onClose}
			title={promo ? t("promos.edit", { code: promo.code }) : t("promos.create")}
			description={t("promos.formText")}
		>
			<Form
				submit={promo ? t("promos.saveChange") : t("promos.make")}
				onSubmit={send}
				extra={
					<Button size="md" onClick={onClose}>
						{t("common.cancel")}
					</Button>
				}
			>
				{!promo && (
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
						<Field label={t("promos.typeLabel")} hint={t("promos.typeHint")}>
							<Select name="type" value={type} onChange={(event) => setType(event.target.value as PromoType)}>
								{PROMO_TYPES.map((value) => (
									<option key={value} value={value} disabled={value === "promo_group"}>
										{words.type(value)}
									</option>
								))}
							</Select>
						</Field>
					</>
				)}
				{BONUS.includes(type) && (
					<Field label={t("promos.bonus")}>
						<Input
							name="bonus"
							inputMode="decimal"
							required={type === "balance"}
							defaultValue={promo ? writeRubles(promo.balance_bonus_kopeks, f.lang) : ""}
						/>
					</Field>
				)}
				{DAYS.includes(type) && (
					<Count
						name="days"
						label={t("promos.days")}
						min={type === "balance_and_days" ? 0 : 1}
						value={promo?.subscription_days}
					/>
				)}
				{type === "balance_and_days" && (
					<Count name="traffic" label={t("promos.traffic")} value={promo?.traffic_gb} />
				)}
				{type === "discount" && (
					<>
						<Count
							name="percent"
							label={t("promos.percent")}
							min={1}
							max={100}
							value={promo?.discount_percent}
						/>
						<Count
							name="hours"
							label={t("promos.hours")}
							hint={t("promos.hoursHint")}
							value={promo?.discount_hours}
						/>
					</>
				)}
				<Count
					name="max_uses"
					label={t("promos.maxUses")}
					hint={t("promos.maxUsesHint")}
					value={promo?.max_uses ?? "1"}
				/>
				<Field
					label={t("promos.validDays")}
					hint={promo ? t("promos.validDaysKeep") : t("promos.validDaysHint")}
				>
					<Input name="valid_days" type="number" min={1} max={36500} step={1} />
				</Field>
				<label className="flex items-start gap-2 text-muted text-xs">
					<input type="checkbox" disabled className="mt-0.5" />
					<span>
						{t("promos.firstOnly")}, {t("promos.tariff")}, {t("promos.group")}: {t("promos.onlyInBot")}
					</span>
				</label>
			</Form>
		</Dialog>
	);
}

/** A new code is asked for whole. */
const NOTHING = {
	balance_bonus_kopeks: "0",
	subscription_days: "0",
	traffic_gb: "0",
	discount_percent: "0",
	discount_hours: "0",
};

type CountProps = {
	name: string;
	label: string;
	hint?: string;
	min?: number;
	max?: number;
	value?: string | undefined;
};

function Count({ name, label, hint, min = 0, max = 2_147_483_647, value }: CountProps) {
	return (
		<Field label={label} hint={hint}>
			<Input
				name={name}
				type="number"
				required={min > 0}
				min={min}
				max={max}
				step={1}
				defaultValue={value ?? ""}
			/>
		</Field>
	);
}
