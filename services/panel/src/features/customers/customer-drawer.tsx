import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { customerQuery } from "@/api/queries/customers";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/drawer";
import { CustomerView } from "@/features/customers/customer-view";
import { nameOf } from "@/features/subscriptions/words";

type Props = { id: string | undefined; ids: readonly string[]; onOpen: (id: string | undefined) => void };

export function CustomerDrawer({ id, ids, onOpen }: Props) {
	const { t } = useTranslation();
	const { data } = useQuery({ ...customerQuery(id ?? ""), enabled: id !== undefined });
	if (id === undefined) return null;
	const at = ids.indexOf(id);
	const previous = at > 0 ? ids[at - 1] : undefined;
	const next = at >= 0 ? ids[at + 1] : undefined;
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={data?.customer ? nameOf(data.customer, id) : t("customers.title", { id })}
			onPrevious={previous ? () => onOpen(previous) : undefined}
			onNext={next ? () => onOpen(next) : undefined}
			actions={
				<Button look="ghost" size="icon" asChild>
					<Link to="/customers/$id" params={{ id }} aria-label={t("common.fullPage")}>
						<Maximize2 className="size-4" aria-hidden />
					</Link>
				</Button>
			}
		>
			<CustomerView key={id} id={id} />
		</Drawer>
	);
}
