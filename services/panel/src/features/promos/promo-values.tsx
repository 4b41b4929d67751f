import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { Field, Input } from "@/components/ui/field";
import { readRubles, writeRubles } from "@/lib/format";
import { instantOf, localIn } from "@/lib/time";
import { useFormat } from "@/lib/use-format";

/** Types that have each field; the bot keeps a discount's percent and hours apart from everything else. */
const BONUS: readonly string[] = ["balance", "balance_and_days"];
const DAYS: readonly string[] = ["subscription_days", "trial_subscription", "balance_and_days"];

/** What the form says of a code's values; what the type does not have is absent. */
export function readValues(type: string, form: FormData, zone: string, promo?: Promo) {
	const whole = (name: string) => String(form.get(name) ?? "").trim() || "0";
	const moment = (name: "valid_from" | "valid_until") => {
		const local = String(form.get(name) ?? "");
		// The minute shown stands for what the bot has to the second.
		const same = promo?.[name] !== undefined && localIn(zone, new Date(promo[name])) === local;
		return local === "" || same ? {} : { [name]: instantOf(zone, local).toISOString() };
	};
	return {
		...(BONUS.includes(type) ? { balance_bonus_kopeks: readRubles(whole("bonus")) ?? "-1" } : {}),
		...(DAYS.includes(type) ? { subscription_days: whole("days") } : {}),
		...(type === "balance_and_days" ? { traffic_gb: whole("traffic") } : {}),
		...(type === "discount" ? { discount_percent: whole("percent"), discount_hours: whole("hours") } : {}),
		max_uses: whole("max_uses"),
		...(moment("valid_from") as { valid_from?: string }),
		...(moment("valid_until") as { valid_until?: string }),
	};
}

/** A new code is asked for whole. */
export const NOTHING = {
	balance_bonus_kopeks: "0",
	subscription_days: "0",
	traffic_gb: "0",
	discount_percent: "0",
	discount_hours: "0",
};

/** The fields of what a code gives, how often and when. */
export function PromoValues({ type, promo, many }: { type: string; promo?: Promo; many?: boolean }) {
	const { t } = useTranslation();
	const f = useFormat();
	return (
		<>
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
				label={many ? t("promos.maxUsesEach") : t("promos.maxUses")}
				hint={t("promos.maxUsesHint")}
				value={promo?.max_uses ?? "1"}
			/>
			<div className="grid gap-4 sm:grid-cols-2">
				<Moment
					name="valid_from"
					label={t("promos.validFrom")}
					hint={promo ? t("promos.validFromKeep") : t("promos.validFromHint")}
					promo={promo}
				/>
				<Moment
					name="valid_until"
					label={t("promos.validUntil")}
					hint={promo ? t("promos.validDaysKeep") : t("promos.validUntilHint")}
					promo={promo}
				/>
			</div>
			<p className="text-muted text-xs">{t("promos.zoneHint", { zone: f.zone })}</p>
			<label className="flex items-start gap-2 text-muted text-xs">
				<input type="checkbox" disabled className="mt-0.5" />
				<span>
					{t("promos.firstOnly")}, {t("promos.tariff")}, {t("promos.group")}: {t("promos.onlyInBot")}
				</span>
			</label>
		</>
	);
}

type MomentProps = {
	name: "valid_from" | "valid_until";
	label: string;
	hint: string;
	promo: Promo | undefined;
};

function Moment({ name, label, hint, promo }: MomentProps) {
	const { zone } = useFormat();
	const at = promo?.[name];
	return (
		<Field label={label} hint={hint}>
			<Input
				name={name}
				type="datetime-local"
				max="9999-12-31T23:59"
				defaultValue={at ? localIn(zone, new Date(at)) : ""}
			/>
		</Field>
	);
}

type CountProps = {
	name: string;
	label: string;
	hint?: string;
	min?: number;
	max?: number;
	value?: string | undefined;
};

export function Count({ name, label, hint, min = 0, max = 2_147_483_647, value }: CountProps) {
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
