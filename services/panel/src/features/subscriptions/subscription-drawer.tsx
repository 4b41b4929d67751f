import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { subscriptionQuery } from "@/api/queries/subscriptions";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/drawer";
import { SubscriptionView } from "@/features/subscriptions/subscription-view";
import { nameOf } from "@/features/subscriptions/words";

type Props = { id: string | undefined; ids: readonly string[]; onOpen: (id: string | undefined) => void };

export function SubscriptionDrawer({ id, ids, onOpen }: Props) {
	const { t } = useTranslation();
	const { data } = useQuery({ ...subscriptionQuery(id ?? ""), enabled: id !== undefined });
	if (id === undefined) return null;
	const at = ids.indexOf(id);
	const previous = at > 0 ? ids[at - 1] : undefined;
	const next = at >= 0 ? ids[at + 1] : undefined;
	const row = data?.subscription;
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={row ? nameOf(row.customer, row.customer_id) : t("subscription.title", { id })}
			onPrevious={previous ? () => onOpen(previous) : undefined}
			onNext={next ? () => onOpen(next) : undefined}
			actions={
				<Button look="ghost" size="icon" asChild>
					<Link to="/sales/subscriptions/$id" params={{ id }} aria-label={t("common.fullPage")}>
						<Maximize2 className="size-4" aria-hidden />
					</Link>
				</Button>
			}
		>
			<SubscriptionView key={id} id={id} onOpen={onOpen} />
		</Drawer>
	);
}
