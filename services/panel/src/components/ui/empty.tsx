import { Inbox } from "lucide-react";
import type { ReactNode } from "react";

type Props = { title: string; text?: ReactNode; action?: ReactNode; icon?: ReactNode; compact?: boolean };

/** The one empty state: one sentence why, one action. */
export function Empty({ title, text, action, icon, compact }: Props) {
	return (
		<div className={`flex flex-col items-center gap-2 px-4 text-center ${compact ? "py-6" : "py-14"}`}>
			<span className="text-muted">{icon ?? <Inbox className="size-6" strokeWidth={1.5} aria-hidden />}</span>
			<p className="font-medium text-base">{title}</p>
			{text && <p className="max-w-[52ch] text-secondary">{text}</p>}
			{action && <div className="mt-2">{action}</div>}
		</div>
	);
}
