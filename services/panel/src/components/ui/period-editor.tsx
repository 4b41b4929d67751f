import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Calendar } from "@/components/ui/calendar";
import { cn } from "@/lib/cn";
import { useNow } from "@/lib/now";
import { daysOf, isPreset, type Period, type Preset } from "@/lib/period";
import type { Day } from "@/lib/time";
import { type Format, useFormat } from "@/lib/use-format";

type Props = {
	value: Period | undefined;
	presets: readonly Preset[];
	onChange: (period: Period) => void;
	onDone: () => void;
};

/** A preset, or two clicks in the calendar. */
export function PeriodEditor({ value, presets, onChange, onDone }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const today = f.today(useNow());
	const [start, setStart] = useState<Day>();
	const range = value ? daysOf(value, today) : undefined;
	const pick = (day: Day) => {
		if (start === undefined) {
			setStart(day);
			return;
		}
		onChange(start <= day ? `${start}..${day}` : `${day}..${start}`);
		onDone();
	};
	return (
		<div className="flex gap-3 max-md:flex-col">
			<ul className="flex min-w-36 flex-col max-md:grid max-md:grid-cols-2">
				{presets.map((preset) => (
					<li key={preset}>
						<button
							type="button"
							aria-pressed={value === preset}
							onClick={() => {
								onChange(preset);
								onDone();
							}}
							className={cn(
								"h-8 w-full rounded-md px-2 text-left hover:bg-press",
								value === preset && "bg-press font-medium",
							)}
						>
							{t(`period.preset.${preset}`)}
						</button>
					</li>
				))}
			</ul>
			<div>
				<Calendar
					today={today}
					from={start ?? range?.from}
					to={start === undefined ? range?.to : undefined}
					onPick={pick}
				/>
				<p className="pt-2 text-muted text-xs">{start ? t("period.pickEnd") : t("period.pickStart")}</p>
			</div>
		</div>
	);
}

/** A period in words: `Сегодня`, `1 – 23 нояб. 2026 г.`. */
export function usePeriodName(): (period: Period) => string {
	const { t } = useTranslation();
	const f = useFormat();
	return (period) => periodName(period, f, (preset) => t(`period.preset.${preset}`));
}

function periodName(period: Period, f: Format, presetName: (preset: Preset) => string): string {
	if (isPreset(period)) return presetName(period);
	const { from, to } = daysOf(period, f.today(new Date()));
	return f.dayRange(from, to);
}
