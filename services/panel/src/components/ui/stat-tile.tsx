import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { type Definition, DefinitionInfo } from "@/components/ui/info";
import { Skeleton } from "@/components/ui/skeleton";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";

type Props = {
	label: string;
	definition?: Definition;
	completeUntil?: string | undefined;
	zone?: string | undefined;
	/** undefined while loading. */
	value: string | undefined;
	/** The exact value when the shown one is rounded. */
	exact?: string | undefined;
	delta?: ReactNode;
	children?: ReactNode;
	testId?: string;
	className?: string;
};

/** A headline number: what, how much, against what. */
export function StatTile({
	label,
	definition,
	completeUntil,
	zone,
	value,
	exact,
	delta,
	children,
	testId,
	className,
}: Props) {
	const number = (
		<p className="num truncate font-semibold text-xl tracking-tight md:text-3xl" data-testid={testId}>
			{value}
		</p>
	);
	return (
		<Card className={cn("pt-2 max-md:[&>div]:px-3", className)}>
			<div className="flex items-center gap-1.5">
				<h2 className="text-secondary md:truncate">{label}</h2>
				{definition && <DefinitionInfo id={definition} completeUntil={completeUntil} zone={zone} />}
			</div>
			{value === undefined ? (
				<>
					<Skeleton className="my-1 h-7 w-32" />
					<Skeleton className="mt-2 h-4 w-24" />
				</>
			) : (
				<>
					{exact && exact !== value ? <Tooltip text={exact}>{number}</Tooltip> : number}
					<div className="mt-1 flex min-h-4 min-w-0">{delta}</div>
				</>
			)}
			{children && <div className="mt-3">{children}</div>}
		</Card>
	);
}
