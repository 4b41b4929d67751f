import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; title: string; children: ReactNode };

/** Rises from the bottom edge of a phone. */
export function Sheet({ open, onOpenChange, title, children }: Props) {
	return (
		<Radix.Root open={open} onOpenChange={onOpenChange}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/55%)]" />
				<Radix.Content
					aria-describedby={undefined}
					className="pop animate-pop fixed inset-x-0 bottom-0 z-50 max-h-[80vh] overflow-y-auto rounded-b-none rounded-t-xl p-4 pb-[max(16px,env(safe-area-inset-bottom))]"
				>
					<Radix.Title className="mb-2 font-semibold text-base">{title}</Radix.Title>
					{children}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
