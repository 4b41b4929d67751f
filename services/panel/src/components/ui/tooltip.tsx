import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

type Props = { text: ReactNode; children: ReactNode; side?: "top" | "right" | "bottom" | "left" };

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
	<Radix.Provider delayDuration={300} skipDelayDuration={100}>
		{children}
	</Radix.Provider>
);

/** A few words about what it wraps, on hover and focus. */
export function Tooltip({ text, children, side = "top" }: Props) {
	return (
		<Radix.Root>
			<Radix.Trigger asChild>{children}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					side={side}
					sideOffset={6}
					collisionPadding={8}
					className="pop animate-pop num z-50 max-w-72 px-2 py-1 text-fg text-xs"
				>
					{text}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
