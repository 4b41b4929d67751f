import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const LOOKS = {
	primary: "bg-button text-on-accent font-medium hover:brightness-110",
	secondary: "border border-line-strong bg-surface text-fg hover:bg-hover dark:bg-raised",
	ghost: "text-secondary hover:bg-press hover:text-fg",
	danger: "border border-bad/40 text-bad-ink hover:bg-bad/10",
} as const;

const SIZES = {
	md: "h-9 gap-2 px-3",
	sm: "h-8 gap-1.5 px-2.5",
	icon: "size-8 justify-center",
} as const;

type Props = ComponentProps<"button"> & {
	look?: keyof typeof LOOKS;
	size?: keyof typeof SIZES;
	/** Renders its child (a link) in the looks of a button. */
	asChild?: boolean;
};

export function Button({ look = "secondary", size = "sm", asChild, className, type, ...rest }: Props) {
	const classes = cn(
		"inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-lg text-sm transition-colors",
		"disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 data-[state=open]:bg-press",
		LOOKS[look],
		SIZES[size],
		className,
	);
	if (asChild) return <Slot.Root className={classes} {...rest} />;
	return <button type={type ?? "button"} className={classes} {...rest} />;
}
