import { type ReactNode, useEffect } from "react";

type Props = { title: string; filters?: ReactNode; children: ReactNode };

/** The body of a page: its filter row, then its content; names the browser tab. */
export function Page({ title, filters, children }: Props) {
	useEffect(() => {
		document.title = `${title} · Remnadesk`;
	}, [title]);
	return (
		<>
			{filters && <div className="border-b bg-bg px-4 py-3 md:px-6">{filters}</div>}
			<div data-page className="mx-auto flex w-full max-w-[1440px] flex-col gap-4 p-4 pb-24 md:p-6">
				{children}
			</div>
		</>
	);
}
