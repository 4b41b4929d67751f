import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { NOTHING, PromoValues, readValues } from "@/features/promos/promo-values";
import { TypeField } from "@/features/promos/type-field";
import { usePromoWrite } from "@/features/promos/use-promo-write";
import { useWishKey } from "@/features/promos/use-wish-key";
import { useFormat } from "@/lib/use-format";

/** What random characters look like; the server draws them without look-alikes. */
const EXAMPLE = "K7WXP4MTQ9HRC2VNB8GYD6SFJ3ZAE5UK7WXP4MTQ";
const LONGEST = 50;

/** Makes many codes at once. */
export function BatchForm({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	const { zone } = useFormat();
	const navigate = useNavigate();
	const write = usePromoWrite();
	const keyOf = useWishKey();
	const [type, setType] = useState("balance");
	const [prefix, setPrefix] = useState("");
	const [length, setLength] = useState("8");
	const example = prefix.trim().toUpperCase() + EXAMPLE.slice(0, Math.max(0, Math.min(40, Number(length))));
	const send = async (values: FormData) => {
		const body = {
			...NOTHING,
			...readValues(type, values, zone),
			type,
			prefix: prefix.trim(),
			count: Number(values.get("count")),
			length: Number(length),
		};
		const batch = await write.createBatch(body, keyOf(body));
		onClose();
		await navigate({ to: "/promos/batches", search: { batch: batch.id } });
	};
	return (
		<Dialog open onOpenChange={onClose} title={t("promos.batch.create")} description={t("promos.batch.text")}>
			<Form
				submit={t("promos.batch.make")}
				onSubmit={send}
				extra={
					<Button size="md" onClick={onClose}>
						{t("common.cancel")}
					</Button>
				}
			>
				<div className="grid gap-4 sm:grid-cols-3">
					<Field label={t("promos.batch.count")}>
						<Input name="count" type="number" required min={1} max={1000} step={1} autoFocus />
					</Field>
					<Field label={t("promos.batch.prefix")}>
						<Input
							name="prefix"
							maxLength={40}
							autoComplete="off"
							value={prefix}
							onChange={(event) => setPrefix(event.target.value)}
							className="font-mono uppercase"
						/>
					</Field>
					<Field label={t("promos.batch.length")}>
						<Input
							name="length"
							type="number"
							required
							min={4}
							max={40}
							step={1}
							value={length}
							onChange={(event) => setLength(event.target.value)}
						/>
					</Field>
				</div>
				<p className="text-muted text-xs" data-testid="batch-example">
					{t("promos.batch.example")} <span className="break-all font-mono text-fg">{example}</span> ·{" "}
					<span className={example.length > LONGEST ? "num text-bad-ink" : "num"}>
						{t("promos.batch.characters", { count: example.length, max: LONGEST })}
					</span>
					{". "}
					{t("promos.batch.alphabet")}
				</p>
				<TypeField value={type} onChange={setType} />
				<PromoValues type={type} many />
			</Form>
		</Dialog>
	);
}
