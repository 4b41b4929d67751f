import type { ReactNode } from "react";

export const Kbd = ({ children }: { children: ReactNode }) => (
	<kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-strong bg-bg px-1 font-sans text-muted text-xs">
		{children}
	</kbd>
);
