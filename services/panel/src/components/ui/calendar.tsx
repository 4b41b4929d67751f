import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { addDays, addMonths, type Day, monthStart, weekday } from "@/lib/time";
import { useFormat } from "@/lib/use-format";

type Props = { today: Day; from: Day | undefined; to: Day | undefined; onPick: (day: Day) => void };

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** A month to pick days from; weeks begin on Monday, arrows walk the days. */
export function Calendar({ today, from, to, onPick }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const [focus, setFocus] = useState<Day>(to ?? from ?? today);
	const grid = useRef<HTMLDivElement>(null);
	const walked = useRef(false);
	const month = monthStart(focus);
	const start = addDays(month, -weekday(month));
	const days = Array.from({ length: 42 }, (_, index) => addDays(start, index));
	const move = (event: KeyboardEvent) => {
		const step = STEPS[event.key];
		if (step === undefined) return;
		event.preventDefault();
		walked.current = true;
		setFocus(addDays(focus, step));
	};
	useEffect(() => {
		if (walked.current) grid.current?.querySelector<HTMLElement>(`[data-day="${focus}"]`)?.focus();
	}, [focus]);
	return (
		<div className="w-64">
			<div className="flex items-center justify-between pb-2">
				<Button
					look="ghost"
					size="icon"
					aria-label={t("period.previousMonth")}
					onClick={() => setFocus(addMonths(focus, -1))}
				>
					<ChevronLeft className="size-4" aria-hidden />
				</Button>
				<span className="font-medium first-letter:uppercase" aria-live="polite">
					{f.day(month, "month")}
				</span>
				<Button
					look="ghost"
					size="icon"
					aria-label={t("period.nextMonth")}
					onClick={() => setFocus(addMonths(focus, 1))}
				>
					<ChevronRight className="size-4" aria-hidden />
				</Button>
			</div>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the buttons inside */}
			<div ref={grid} onKeyDown={move} className="grid grid-cols-7 gap-y-0.5">
				{days.slice(0, 7).map((day) => (
					<span key={day} className="pb-1 text-center text-muted text-xs" aria-hidden>
						{new Intl.DateTimeFormat(f.lang, { weekday: "short", timeZone: "UTC" }).format(new Date(day))}
					</span>
				))}
				{days.map((day) => {
					const edge = day === from || day === to;
					const inside = from !== undefined && to !== undefined && day > from && day < to;
					return (
						<button
							key={day}
							type="button"
							data-day={day}
							tabIndex={day === focus ? 0 : -1}
							aria-label={f.day(day, "long")}
							aria-pressed={edge || inside}
							aria-current={day === today ? "date" : undefined}
							onClick={() => onPick(day)}
							className={cn(
								"num h-8 rounded-md text-sm hover:bg-press",
								!day.startsWith(month.slice(0, 7)) && "text-muted",
								inside && "rounded-none bg-accent/12",
								day === today && "font-semibold text-accent-ink",
								edge && "bg-button font-medium text-on-accent hover:bg-button",
							)}
						>
							{Number(day.slice(8))}
						</button>
					);
				})}
			</div>
		</div>
	);
}
