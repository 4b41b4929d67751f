import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export type Tone = "good" | "warn" | "bad" | "info" | "plain";

const TONES: Record<Tone, { ink: string; dot: string }> = {
	good: { ink: "border-good/25 bg-good/10 text-good-ink", dot: "rounded-full bg-good" },
	warn: { ink: "border-warn/25 bg-warn/10 text-warn-ink", dot: "rotate-45 rounded-[1px] bg-warn" },
	bad: { ink: "border-bad/25 bg-bad/10 text-bad-ink", dot: "rounded-[1px] bg-bad" },
	info: { ink: "border-info/25 bg-info/10 text-info-ink", dot: "rounded-full border-2 border-info" },
	plain: { ink: "border-line-strong text-secondary", dot: "rounded-full border-2 border-muted" },
};

/** A state in one word, with a colour and a shape. */
export function Badge({
	tone,
	children,
	className,
}: {
	tone: Tone;
	children: ReactNode;
	className?: string;
}) {
	return (
		<span
			className={cn(
				"inline-flex h-5 max-w-full items-center gap-1.5 whitespace-nowrap rounded-full border px-2 text-xs",
				TONES[tone].ink,
				className,
			)}
		>
			<span className={cn("size-1.5 shrink-0", TONES[tone].dot)} aria-hidden />
			<span className="truncate">{children}</span>
		</span>
	);
}
