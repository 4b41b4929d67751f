import { Check } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import type { Filter, Option } from "@/components/ui/filter";
import { PeriodEditor } from "@/components/ui/period-editor";
import { cn } from "@/lib/cn";
import { readRubles, writeRubles } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

type Props = { filter: Filter; onDone: () => void };

/** What opens from a chip; choices act at once. */
export function FilterEditor({ filter, onDone }: Props) {
	switch (filter.kind) {
		case "list": {
			const chosen = filter.value ?? [];
			const toggle = (value: string) => {
				const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
				filter.onChange(next.length > 0 ? next : undefined);
			};
			return <Options options={filter.options} chosen={chosen} onPick={toggle} many />;
		}
		case "one":
			return (
				<Options
					options={filter.options}
					chosen={filter.value === undefined ? [] : [filter.value]}
					onPick={(value) => {
						filter.onChange(value === filter.value ? undefined : value);
						onDone();
					}}
				/>
			);
		case "period":
			return (
				<PeriodEditor
					value={filter.value}
					presets={filter.presets}
					onChange={filter.onChange}
					onDone={onDone}
				/>
			);
		case "amount":
			return <AmountEditor filter={filter} onDone={onDone} />;
		case "text":
			return <TextEditor filter={filter} onDone={onDone} />;
	}
}

function Options({
	options,
	chosen,
	onPick,
	many,
}: {
	options: readonly Option[];
	chosen: readonly string[];
	onPick: (value: string) => void;
	many?: boolean;
}) {
	const { t } = useTranslation();
	const [part, setPart] = useState("");
	const shown = options.filter((option) => option.label.toLowerCase().includes(part.toLowerCase()));
	return (
		<div className="min-w-48">
			{options.length > 8 && (
				<Input
					aria-label={t("filter.find")}
					placeholder={t("filter.find")}
					value={part}
					onChange={(event) => setPart(event.target.value)}
					className="mb-2 h-8"
				/>
			)}
			<ul className="max-h-72 overflow-y-auto">
				{shown.map((option) => {
					const on = chosen.includes(option.value);
					return (
						<li key={option.value}>
							<button
								type="button"
								aria-pressed={on}
								onClick={() => onPick(option.value)}
								className="flex h-8 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-press"
							>
								<span
									aria-hidden
									className={cn(
										"flex size-4 shrink-0 items-center justify-center border border-line-strong text-on-accent",
										many ? "rounded-sm" : "rounded-full",
										on && "border-button bg-button",
									)}
								>
									{on && <Check className="size-3" strokeWidth={3} />}
								</span>
								<span className="truncate">{option.label}</span>
							</button>
						</li>
					);
				})}
				{shown.length === 0 && <li className="px-2 py-1.5 text-muted">{t("filter.nothing")}</li>}
			</ul>
		</div>
	);
}

function AmountEditor({
	filter,
	onDone,
}: {
	filter: Extract<Filter, { kind: "amount" }>;
	onDone: () => void;
}) {
	const { t } = useTranslation();
	const { lang } = useFormat();
	const [min, setMin] = useState(writeRubles(filter.value?.min, lang));
	const [max, setMax] = useState(writeRubles(filter.value?.max, lang));
	const low = readRubles(min);
	const high = readRubles(max);
	const wrong = (text: string, value: string | undefined) =>
		text.trim() !== "" && value === undefined ? t("filter.badAmount") : undefined;
	const crossed = low && high && BigInt(low) > BigInt(high) ? t("filter.crossed") : undefined;
	const save = (event: FormEvent) => {
		event.preventDefault();
		if (wrong(min, low) || wrong(max, high) || crossed) return;
		filter.onChange(low || high ? { ...(low && { min: low }), ...(high && { max: high }) } : undefined);
		onDone();
	};
	return (
		<form onSubmit={save} className="flex w-60 flex-col gap-3">
			<div className="grid grid-cols-2 gap-2">
				<Field label={t("filter.amountFrom")} error={wrong(min, low)}>
					<Input inputMode="decimal" value={min} onChange={(event) => setMin(event.target.value)} />
				</Field>
				<Field label={t("filter.amountTo")} error={wrong(max, high) ?? crossed}>
					<Input inputMode="decimal" value={max} onChange={(event) => setMax(event.target.value)} />
				</Field>
			</div>
			<Button type="submit" look="primary">
				{t("filter.apply")}
			</Button>
		</form>
	);
}

function TextEditor({ filter, onDone }: { filter: Extract<Filter, { kind: "text" }>; onDone: () => void }) {
	const { t } = useTranslation();
	const [text, setText] = useState(filter.value ?? "");
	const bad = text.trim() !== "" && !filter.pattern.test(text.trim());
	return (
		<form
			className="flex w-60 flex-col gap-3"
			onSubmit={(event) => {
				event.preventDefault();
				if (bad) return;
				filter.onChange(text.trim() || undefined);
				onDone();
			}}
		>
			<Field label={filter.label} hint={filter.hint} error={bad ? filter.hint : undefined}>
				<Input value={text} onChange={(event) => setText(event.target.value)} />
			</Field>
			<Button type="submit" look="primary">
				{t("filter.apply")}
			</Button>
		</form>
	);
}
