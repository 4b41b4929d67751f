import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/client";
import { Card } from "@/components/ui/card";
import { SubscriptionCard } from "@/features/subscriptions/subscription-card";

type Props = {
	rows: readonly Subscription[];
	title?: string;
	onOpen?: ((id: string) => void) | undefined;
};

/** Subscriptions of one customer: in the drawer they open in it, on a page they lead to theirs. */
export function OtherSubscriptions({ rows, title, onOpen }: Props) {
	const { t } = useTranslation();
	const look = "block w-full px-4 py-2 text-left hover:bg-hover";
	return (
		<Card title={title ?? t("subscription.others")} flush>
			<ul className="py-1">
				{rows.map((row) => (
					<li key={row.id}>
						{onOpen ? (
							<button type="button" className={look} onClick={() => onOpen(row.id)}>
								<SubscriptionCard row={row} withoutCustomer />
							</button>
						) : (
							<Link to="/sales/subscriptions/$id" params={{ id: row.id }} className={look}>
								<SubscriptionCard row={row} withoutCustomer />
							</Link>
						)}
					</li>
				))}
			</ul>
		</Card>
	);
}
