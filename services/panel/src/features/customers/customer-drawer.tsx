import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { customerQuery } from "@/api/queries/customers";
import { FullPage } from "@/components/ui/full-page";
import { ListDrawer } from "@/components/ui/list-drawer";
import { CustomerView } from "@/features/customers/customer-view";
import { nameOf } from "@/features/subscriptions/words";

type Props = { id: string | undefined; ids: readonly string[]; onOpen: (id: string | undefined) => void };

export function CustomerDrawer({ id, ids, onOpen }: Props) {
	const { t } = useTranslation();
	const { data } = useQuery({ ...customerQuery(id ?? ""), enabled: id !== undefined });
	return (
		<ListDrawer
			id={id}
			ids={ids}
			title={(id) => (data?.customer ? nameOf(data.customer, id) : t("customers.title", { id }))}
			onOpen={onOpen}
			actions={(id) => <FullPage to="/customers/$id" params={{ id }} />}
		>
			{(id) => <CustomerView key={id} id={id} />}
		</ListDrawer>
	);
}
