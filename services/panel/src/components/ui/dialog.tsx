import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";

type Props = {
	open: boolean;
	onOpenChange: (open: boolean) => void;
	title: string;
	description?: ReactNode;
	children?: ReactNode;
	className?: string;
};

/** The one dialog. */
export function Dialog({ open, onOpenChange, title, description, children, className }: Props) {
	const { t } = useTranslation();
	return (
		<Radix.Root open={open} onOpenChange={onOpenChange}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/55%)]" />
				<Radix.Content
					{...(description ? {} : { "aria-describedby": undefined })}
					className={cn(
						"pop animate-pop fixed top-[12vh] left-1/2 z-50 max-h-[80vh] w-[calc(100vw-24px)] max-w-md -translate-x-1/2 overflow-y-auto rounded-xl p-5",
						className,
					)}
				>
					<div className="flex items-start justify-between gap-4">
						<Radix.Title className="font-semibold text-fg text-lg">{title}</Radix.Title>
						<Radix.Close asChild>
							<Button look="ghost" size="icon" aria-label={t("common.close")} className="-mt-1 -mr-2">
								<X className="size-4" aria-hidden />
							</Button>
						</Radix.Close>
					</div>
					{description && (
						<Radix.Description className="mt-1 text-secondary text-sm">{description}</Radix.Description>
					)}
					<div className="mt-4">{children}</div>
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
