import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { subscriptionQuery } from "@/api/queries/subscriptions";
import { FullPage } from "@/components/ui/full-page";
import { ListDrawer } from "@/components/ui/list-drawer";
import { SubscriptionView } from "@/features/subscriptions/subscription-view";
import { nameOf } from "@/features/subscriptions/words";

type Props = { id: string | undefined; ids: readonly string[]; onOpen: (id: string | undefined) => void };

export function SubscriptionDrawer({ id, ids, onOpen }: Props) {
	const { t } = useTranslation();
	const { data } = useQuery({ ...subscriptionQuery(id ?? ""), enabled: id !== undefined });
	const row = data?.subscription;
	return (
		<ListDrawer
			id={id}
			ids={ids}
			title={(id) => (row ? nameOf(row.customer, row.customer_id) : t("subscription.title", { id }))}
			onOpen={onOpen}
			actions={(id) => <FullPage to="/sales/subscriptions/$id" params={{ id }} />}
		>
			{(id) => <SubscriptionView key={id} id={id} onOpen={onOpen} />}
		</ListDrawer>
	);
}
