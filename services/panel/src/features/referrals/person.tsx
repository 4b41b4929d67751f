import { Link } from "@tanstack/react-router";
import type { Customer } from "@/api/client";
import { handleOf, nameOf } from "@/features/subscriptions/words";

/** A customer in a row: the name leads to their page, beside it what they are found by. */
export function Person({ customer, id }: { customer: Customer | undefined; id: string }) {
	return (
		<span className="flex items-baseline gap-2">
			<Link to="/customers/$id" params={{ id }} className="truncate rounded-sm font-medium hover:underline">
				{nameOf(customer, id)}
			</Link>
			<span className="truncate text-muted text-xs">{handleOf(customer)}</span>
		</span>
	);
}
