import { ToggleGroup } from "radix-ui";

type Props<T extends string> = {
	label: string;
	value: T;
	options: readonly { value: T; label: string }[];
	onChange: (value: T) => void;
};

/** One of a few. */
export function Segmented<T extends string>({ label, value, options, onChange }: Props<T>) {
	return (
		<ToggleGroup.Root
			type="single"
			aria-label={label}
			value={value}
			onValueChange={(next) => next && onChange(next as T)}
			className="inline-flex h-8 shrink-0 items-center rounded-lg border border-line bg-bg p-0.5"
		>
			{options.map((option) => (
				<ToggleGroup.Item
					key={option.value}
					value={option.value}
					className="h-full rounded-md px-2.5 text-secondary text-xs transition-colors hover:text-fg data-[state=on]:bg-press data-[state=on]:font-medium data-[state=on]:text-fg"
				>
					{option.label}
				</ToggleGroup.Item>
			))}
		</ToggleGroup.Root>
	);
}
