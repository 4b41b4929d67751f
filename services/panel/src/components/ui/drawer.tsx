import { ChevronDown, ChevronUp, X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";

type Props = {
	open: boolean;
	onClose: () => void;
	title: string;
	actions?: ReactNode;
	/** Walks the list behind it; absent at its ends. */
	onPrevious?: (() => void) | undefined;
	onNext?: (() => void) | undefined;
	children: ReactNode;
};

/** Details at the right edge. Not modal: the list behind stays in sight, clickable and walkable. */
export function Drawer({ open, onClose, title, actions, onPrevious, onNext, children }: Props) {
	const { t } = useTranslation();
	const body = useRef<HTMLElement>(null);
	return (
		<Radix.Root open={open} modal={false} onOpenChange={(next) => !next && onClose()}>
			<Radix.Portal>
				<Radix.Content
					data-walks
					aria-describedby={undefined}
					onOpenAutoFocus={(event) => {
						// The body takes the focus, not the first button: keys walk and scroll at once.
						event.preventDefault();
						body.current?.focus({ preventScroll: true });
					}}
					onInteractOutside={(event) => event.preventDefault()}
					onCloseAutoFocus={(event) => event.preventDefault()}
					className="animate-drawer fixed inset-y-0 right-0 z-30 flex w-full flex-col border-line-strong border-l bg-bg shadow-pop outline-none md:w-[480px]"
				>
					<header className="flex h-14 shrink-0 items-center gap-1 border-b bg-surface px-4">
						<Radix.Title className="min-w-0 flex-1 truncate font-semibold text-base">{title}</Radix.Title>
						<Tooltip text={`${t("common.previous")} · K`} side="bottom">
							<Button
								look="ghost"
								size="icon"
								aria-label={t("common.previous")}
								disabled={!onPrevious}
								onClick={onPrevious}
							>
								<ChevronUp className="size-4" aria-hidden />
							</Button>
						</Tooltip>
						<Tooltip text={`${t("common.next")} · J`} side="bottom">
							<Button
								look="ghost"
								size="icon"
								aria-label={t("common.next")}
								disabled={!onNext}
								onClick={onNext}
							>
								<ChevronDown className="size-4" aria-hidden />
							</Button>
						</Tooltip>
						{actions}
						<Radix.Close asChild>
							<Button look="ghost" size="icon" aria-label={t("common.close")}>
								<X className="size-4" aria-hidden />
							</Button>
						</Radix.Close>
					</header>
					<section
						ref={body}
						className="min-h-0 flex-1 overflow-y-auto p-4 outline-none"
						// biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
						tabIndex={0}
						aria-label={title}
					>
						{children}
					</section>
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}
