import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

type Props = {
	title?: ReactNode;
	actions?: ReactNode;
	children: ReactNode;
	className?: string;
	flush?: boolean;
};

export function Card({ title, actions, children, className, flush }: Props) {
	return (
		<section className={cn("card flex min-w-0 flex-col", className)}>
			{(title || actions) && (
				<header className="flex min-h-12 flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 pt-2">
					<h2 className="font-medium text-base">{title}</h2>
					{actions}
				</header>
			)}
			<div className={cn("min-h-0 flex-1", !flush && "px-4 pt-2 pb-4")}>{children}</div>
		</section>
	);
}
