import { ChevronDown, Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { Filter, Option } from "@/components/ui/filter";
import { FilterEditor } from "@/components/ui/filter-editor";
import { Menu, MenuItem } from "@/components/ui/menu";
import { usePeriodName } from "@/components/ui/period-editor";
import { Popover } from "@/components/ui/popover";
import { cn } from "@/lib/cn";
import { writeRubles } from "@/lib/format";
import { type Format, useFormat } from "@/lib/use-format";

type Props = {
	filters: readonly Filter[];
	search?: ReactNode;
	onReset?: (() => void) | undefined;
	children?: ReactNode;
	/** What the page makes: the last in the row, on a phone a line of its own that does not scroll away. */
	actions?: ReactNode;
};

/** The one filter row: chips, all of them in the URL. */
export function FilterBar({ filters, search, onReset, children, actions }: Props) {
	const { t } = useTranslation();
	const [editing, setEditing] = useState<string>();
	const shown = filters.filter(
		(filter) => filter.pinned || filter.value !== undefined || filter.id === editing,
	);
	const more = filters.filter((filter) => !shown.includes(filter));
	return (
		<search className="flex flex-wrap items-center gap-2">
			{search}
			{/* On a phone the chips are one line that scrolls to the side. */}
			<div className="flex flex-wrap items-center gap-2 max-md:-mx-4 max-md:w-screen max-md:flex-nowrap max-md:overflow-x-auto max-md:px-4 md:contents">
				{shown.map((filter) => (
					<Chip
						key={filter.id}
						filter={filter}
						open={editing === filter.id}
						onOpen={(open) => setEditing(open ? filter.id : undefined)}
					/>
				))}
				{more.length > 0 && (
					<Menu
						align="start"
						trigger={
							<Button look="ghost">
								<Plus className="size-4" aria-hidden />
								{t("filter.add")}
							</Button>
						}
					>
						{more.map((filter) => (
							// The menu gives focus back as it closes; the editor opens after that.
							<MenuItem key={filter.id} onSelect={() => setTimeout(() => setEditing(filter.id), 60)}>
								{filter.label}
							</MenuItem>
						))}
					</Menu>
				)}
				{onReset && (
					<Button look="ghost" onClick={onReset}>
						{t("filter.reset")}
					</Button>
				)}
				{children && <div className="flex shrink-0 items-center gap-2 md:ml-auto">{children}</div>}
			</div>
			{actions && (
				<div className={cn("flex gap-2 max-md:w-full max-md:*:flex-1", !children && "md:ml-auto")}>
					{actions}
				</div>
			)}
		</search>
	);
}

function Chip({ filter, open, onOpen }: { filter: Filter; open: boolean; onOpen: (open: boolean) => void }) {
	const { t } = useTranslation();
	const text = useFilterText();
	const value = text(filter);
	const set = filter.value !== undefined;
	return (
		<div
			className={cn(
				"flex h-8 max-w-full items-center max-md:shrink-0 rounded-lg border",
				set ? "border-accent/40 bg-accent/8" : "border-line-strong bg-surface",
			)}
		>
			<Popover
				label={filter.label}
				open={open}
				onOpenChange={onOpen}
				trigger={
					<button
						type="button"
						className="flex h-full min-w-0 items-center gap-1.5 rounded-lg px-2.5 hover:bg-hover"
					>
						<span className="shrink-0 text-secondary">{filter.label}</span>
						<span className={cn("num truncate", set ? "font-medium" : "text-muted")}>
							{value ?? t("filter.any")}
						</span>
						<ChevronDown className="size-3.5 shrink-0 text-muted" aria-hidden />
					</button>
				}
			>
				<FilterEditor filter={filter} onDone={() => onOpen(false)} />
			</Popover>
			{set && !filter.required && (
				<button
					type="button"
					aria-label={t("filter.remove", { name: filter.label })}
					onClick={() => filter.onChange(undefined)}
					className="flex h-full w-7 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-fg"
				>
					<X className="size-3.5" aria-hidden />
				</button>
			)}
		</div>
	);
}

function useFilterText(): (filter: Filter) => string | undefined {
	const { t } = useTranslation();
	const f = useFormat();
	const periodName = usePeriodName();
	const names = (options: readonly Option[], values: readonly string[]) => {
		const labels = values.map((value) => options.find((option) => option.value === value)?.label ?? value);
		return labels.length > 2
			? t("filter.several", { first: labels[0], count: labels.length - 1 })
			: labels.join(", ");
	};
	return (filter) => {
		if (filter.value === undefined) return undefined;
		if (filter.kind === "list") return names(filter.options, filter.value);
		if (filter.kind === "one") return names(filter.options, [filter.value]);
		if (filter.kind === "period") return periodName(filter.value);
		if (filter.kind === "amount") return amountText(filter.value, f, t("filter.from"), t("filter.upTo"));
		return filter.value;
	};
}

function amountText(
	value: { min?: string | undefined; max?: string | undefined },
	f: Format,
	from: string,
	upTo: string,
): string {
	const parts = [
		value.min && `${from} ${writeRubles(value.min, f.lang)}`,
		value.max && `${upTo} ${writeRubles(value.max, f.lang)}`,
	];
	return `${parts.filter(Boolean).join(" ")}\u00a0₽`;
}
