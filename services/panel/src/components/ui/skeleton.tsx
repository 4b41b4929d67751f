import { cn } from "@/lib/cn";

/** A piece of the final layout while its data is on the way. */
export const Skeleton = ({ className }: { className?: string }) => (
	<span className={cn("skeleton block", className)} aria-hidden />
);
