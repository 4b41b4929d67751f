import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

type MenuProps = { trigger: ReactNode; children: ReactNode; align?: "start" | "end"; className?: string };

export function Menu({ trigger, children, align = "end", className }: MenuProps) {
	return (
		<Radix.Root modal={false}>
			<Radix.Trigger asChild>{trigger}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					align={align}
					sideOffset={6}
					collisionPadding={12}
					className={cn(
						"pop animate-pop z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto p-1",
						className,
					)}
				>
					{children}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}

const ITEM =
	"flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-sm text-fg outline-none data-[highlighted]:bg-press data-[disabled]:opacity-50";

type ItemProps = { icon?: ReactNode; children: ReactNode; onSelect: () => void; danger?: boolean };

export function MenuItem({ icon, children, onSelect, danger }: ItemProps) {
	return (
		<Radix.Item className={cn(ITEM, danger && "text-bad-ink")} onSelect={onSelect}>
			{icon}
			{children}
		</Radix.Item>
	);
}

type CheckProps = { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode };

/** Stays open, so that several can be ticked in a row. */
export function MenuCheck({ checked, onChange, children }: CheckProps) {
	return (
		<Radix.CheckboxItem
			className={ITEM}
			checked={checked}
			onCheckedChange={onChange}
			onSelect={(event) => event.preventDefault()}
		>
			<span className="flex size-4 items-center justify-center">
				<Radix.ItemIndicator>
					<Check className="size-4 text-accent-ink" aria-hidden />
				</Radix.ItemIndicator>
			</span>
			{children}
		</Radix.CheckboxItem>
	);
}

type RadioProps<T extends string> = {
	label: string;
	value: T;
	options: readonly { value: T; label: string }[];
	onChange: (value: T) => void;
};

export function MenuRadio<T extends string>({ label, value, options, onChange }: RadioProps<T>) {
	return (
		<>
			<MenuLabel>{label}</MenuLabel>
			<Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
				{options.map((option) => (
					<Radix.RadioItem
						key={option.value}
						value={option.value}
						className={ITEM}
						onSelect={(event) => event.preventDefault()}
					>
						<span className="flex size-4 items-center justify-center">
							<Radix.ItemIndicator>
								<Check className="size-4 text-accent-ink" aria-hidden />
							</Radix.ItemIndicator>
						</span>
						{option.label}
					</Radix.RadioItem>
				))}
			</Radix.RadioGroup>
		</>
	);
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
	<Radix.Label className="px-2 pt-1.5 pb-1 text-muted text-xs">{children}</Radix.Label>
);

export const MenuSeparator = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
