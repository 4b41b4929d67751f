import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CONTROL } from "@/components/ui/field";
import { Kbd } from "@/components/ui/kbd";
import { cn } from "@/lib/cn";
import { useHotkeys } from "@/lib/hotkeys";

type Props = { label: string; value: string | undefined; onChange: (text: string | undefined) => void };

/** Searches as one types, a moment after the last key; "/" comes here. */
export function SearchBox({ label, value, onChange }: Props) {
	const { t } = useTranslation();
	const [text, setText] = useState(value ?? "");
	const input = useRef<HTMLInputElement>(null);
	const sent = useRef(value ?? "");
	const change = useRef(onChange);
	change.current = onChange;
	useEffect(() => {
		// The URL moved by itself (back, a reset): follow it.
		if ((value ?? "") !== sent.current) {
			sent.current = value ?? "";
			setText(value ?? "");
		}
	}, [value]);
	useEffect(() => {
		const wanted = text.trim();
		if (wanted === sent.current) return;
		const timer = setTimeout(() => {
			sent.current = wanted;
			change.current(wanted || undefined);
		}, 250);
		return () => clearTimeout(timer);
	}, [text]);
	useHotkeys({
		"/": (event) => {
			event.preventDefault();
			input.current?.focus();
		},
	});
	return (
		<div className="relative w-full sm:w-72">
			<Search
				className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted"
				strokeWidth={1.5}
				aria-hidden
			/>
			<input
				ref={input}
				type="search"
				aria-label={label}
				placeholder={label}
				value={text}
				maxLength={200}
				onChange={(event) => setText(event.target.value)}
				onKeyDown={(event) => {
					if (event.key === "Escape") event.currentTarget.blur();
				}}
				className={cn(CONTROL, "h-8 bg-surface pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden")}
			/>
			<span className="absolute top-1.5 right-1.5">
				{text ? (
					<button
						type="button"
						aria-label={t("filter.clear")}
						onClick={() => setText("")}
						className="flex size-5 items-center justify-center text-muted hover:text-fg"
					>
						<X className="size-3.5" aria-hidden />
					</button>
				) : (
					<span className="max-md:hidden">
						<Kbd>/</Kbd>
					</span>
				)}
			</span>
		</div>
	);
}
