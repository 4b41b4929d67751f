import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/cn";

type Props = { title: string; filters?: ReactNode; children: ReactNode; className?: string };

/** The body of a page: its filter row, then its content; names the browser tab. */
export function Page({ title, filters, children, className }: Props) {
	useTranslation();
	useEffect(() => {
		document.title = `${title} · Remnadesk`;
	}, [title]);
	return (
		<>
			{filters && <div className="border-b bg-bg px-4 py-3 md:px-6">{filters}</div>}
			<div className={cn("mx-auto flex w-full max-w-[1440px] flex-col gap-4 p-4 pb-24 md:p-6", className)}>
				{children}
			</div>
		</>
	);
}
