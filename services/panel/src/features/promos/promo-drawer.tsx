import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { promoQuery } from "@/api/queries/promos";
import { FullPage } from "@/components/ui/full-page";
import { ListDrawer } from "@/components/ui/list-drawer";
import { PromoView } from "@/features/promos/promo-view";

type Props = { id: string | undefined; ids: readonly string[]; onOpen: (id: string | undefined) => void };

export function PromoDrawer({ id, ids, onOpen }: Props) {
	const { t } = useTranslation();
	const { data } = useQuery({ ...promoQuery(id ?? ""), enabled: id !== undefined });
	return (
		<ListDrawer
			id={id}
			ids={ids}
			title={(id) => data?.promo?.code ?? t("promos.title", { id })}
			onOpen={onOpen}
			actions={(id) => <FullPage to="/promos/$id" params={{ id }} />}
		>
			{(id) => <PromoView key={id} id={id} />}
		</ListDrawer>
	);
}
