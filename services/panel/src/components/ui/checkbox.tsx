import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import type { MouseEvent } from "react";

type Props = {
	label: string;
	checked: boolean | "indeterminate";
	onClick: (event: MouseEvent<HTMLButtonElement>) => void;
};

export function Checkbox({ label, checked, onClick }: Props) {
	return (
		<Radix.Root
			aria-label={label}
			checked={checked}
			onClick={onClick}
			className="relative flex size-4 items-center justify-center rounded-sm border border-line-strong bg-bg after:absolute after:-inset-2 data-[state=checked]:border-button data-[state=checked]:bg-button data-[state=indeterminate]:border-button data-[state=indeterminate]:bg-button"
		>
			<Radix.Indicator className="text-on-accent">
				{checked === "indeterminate" ? (
					<Minus className="size-3" strokeWidth={3} aria-hidden />
				) : (
					<Check className="size-3" strokeWidth={3} aria-hidden />
				)}
			</Radix.Indicator>
		</Radix.Root>
	);
}

export function Switch({
	label,
	checked,
	onChange,
}: {
	label: string;
	checked: boolean;
	onChange: (on: boolean) => void;
}) {
	return (
		<button
			type="button"
			role="switch"
			aria-checked={checked}
			onClick={() => onChange(!checked)}
			className="inline-flex h-8 shrink-0 items-center gap-2 rounded-lg px-2 text-secondary text-sm hover:bg-press hover:text-fg"
		>
			<span
				aria-hidden
				className={`flex h-4 w-7 items-center rounded-full p-0.5 transition-colors ${checked ? "bg-button" : "bg-line-strong"}`}
			>
				<span
					className={`size-3 rounded-full bg-[#fff] transition-transform ${checked ? "translate-x-3" : ""}`}
				/>
			</span>
			{label}
		</button>
	);
}
