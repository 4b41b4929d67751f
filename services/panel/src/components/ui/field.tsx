import { Slot } from "radix-ui";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/cn";

type FieldProps = { label: string; hint?: ReactNode; error?: string | undefined; children: ReactNode };

/** A label, one control and what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
	const id = useId();
	const note = error ?? hint;
	return (
		<div className="flex flex-col gap-1.5">
			<label htmlFor={id} className="text-secondary text-xs">
				{label}
			</label>
			<Slot.Root
				id={id}
				aria-invalid={error ? true : undefined}
				aria-describedby={note ? `${id}-note` : undefined}
			>
				{children}
			</Slot.Root>
			{note && (
				<p id={`${id}-note`} className={cn("text-xs", error ? "text-bad-ink" : "text-muted")}>
					{note}
				</p>
			)}
		</div>
	);
}

export const CONTROL =
	"h-9 w-full min-w-0 rounded-lg border border-line-strong bg-bg px-3 text-sm text-fg outline-none transition-colors hover:border-muted focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent/40 focus-visible:outline-offset-0 aria-invalid:border-bad disabled:opacity-50";

export function Input({ className, ...rest }: ComponentProps<"input">) {
	return <input className={cn(CONTROL, className)} {...rest} />;
}

export function Select({ className, children, ...rest }: ComponentProps<"select">) {
	return (
		<select className={cn(CONTROL, "pr-8", className)} {...rest}>
			{children}
		</select>
	);
}
