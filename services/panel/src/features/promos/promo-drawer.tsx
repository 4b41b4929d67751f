import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { promoQuery } from "@/api/queries/promos";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/drawer";
import { PromoView } from "@/features/promos/promo-view";

type Props = { id: string | undefined; ids: readonly string[]; onOpen: (id: string | undefined) => void };

export function PromoDrawer({ id, ids, onOpen }: Props) {
	const { t } = useTranslation();
	const { data } = useQuery({ ...promoQuery(id ?? ""), enabled: id !== undefined });
	if (id === undefined) return null;
	const at = ids.indexOf(id);
	const previous = at > 0 ? ids[at - 1] : undefined;
	const next = at >= 0 ? ids[at + 1] : undefined;
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={data?.promo?.code ?? t("promos.title", { id })}
			onPrevious={previous ? () => onOpen(previous) : undefined}
			onNext={next ? () => onOpen(next) : undefined}
			actions={
				<Button look="ghost" size="icon" asChild>
					<Link to="/promos/$id" params={{ id }} aria-label={t("common.fullPage")}>
						<Maximize2 className="size-4" aria-hidden />
					</Link>
				</Button>
			}
		>
			<PromoView key={id} id={id} />
		</Drawer>
	);
}
