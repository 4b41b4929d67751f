import { useTranslation } from "react-i18next";
import { Field, Select } from "@/components/ui/field";
import { PROMO_TYPES, usePromoWords } from "@/features/promos/words";

/** What kind of code; those that only the bot can make are told, not offered. */
export function TypeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
	const { t } = useTranslation();
	const words = usePromoWords();
	return (
		<Field label={t("promos.typeLabel")} hint={t("promos.typeHint")}>
			<Select name="type" value={value} onChange={(event) => onChange(event.target.value)}>
				{PROMO_TYPES.map((type) => (
					<option key={type} value={type} disabled={type === "promo_group"}>
						{words.type(type)}
					</option>
				))}
			</Select>
		</Field>
	);
}
