import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

type Props = {
	trigger: ReactNode;
	label: string;
	children: ReactNode;
	className?: string;
	align?: "start" | "center" | "end";
	open?: boolean;
	onOpenChange?: (open: boolean) => void;
};

export function Popover({ trigger, label, children, className, align = "start", open, onOpenChange }: Props) {
	return (
		<Radix.Root open={open} onOpenChange={onOpenChange}>
			<Radix.Trigger asChild>{trigger}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					aria-label={label}
					align={align}
					sideOffset={6}
					collisionPadding={12}
					className={cn(
						"pop animate-pop z-50 max-h-(--radix-popover-content-available-height) overflow-y-auto p-3",
						className,
					)}
				>
					{children}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}

export const PopoverClose = Radix.Close;
