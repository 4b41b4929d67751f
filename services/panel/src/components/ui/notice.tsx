import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

const TONES = {
	info: { icon: Info, box: "border-info/30 bg-info/8", ink: "text-info-ink" },
	warn: { icon: TriangleAlert, box: "border-warn/30 bg-warn/8", ink: "text-warn-ink" },
	bad: { icon: CircleAlert, box: "border-bad/30 bg-bad/8", ink: "text-bad-ink" },
} as const;

type Props = { tone: keyof typeof TONES; title: string; children?: ReactNode; action?: ReactNode };

/** Something is not as usual, and the page keeps working. */
export function Notice({ tone, title, children, action }: Props) {
	const { icon: Icon, box, ink } = TONES[tone];
	return (
		<div
			role="status"
			className={cn("flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border px-4 py-3", box)}
		>
			<Icon className={cn("size-4 shrink-0", ink)} strokeWidth={1.75} aria-hidden />
			<div className="min-w-0 flex-1 basis-56">
				<p className="font-medium text-fg">{title}</p>
				{children && <div className="text-secondary">{children}</div>}
			</div>
			{action}
		</div>
	);
}
