import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { customersQuery } from "@/api/queries";
import { handleOf, nameOf } from "@/features/subscriptions/words";
import { useSettled } from "@/lib/use-settled";

type Props = {
	text: string;
	className: string;
	itemClassName: string;
	onPick: (id: string) => void;
};

const SHOWN = 6;

/** The customers a text finds, as one types; part of the palette's list, so arrows and Enter work. */
export function PaletteCustomers({ text, className, itemClassName, onPick }: Props) {
	const { t } = useTranslation();
	const wanted = useSettled(text, 150);
	const { data } = useQuery({
		...customersQuery({ text: wanted, page_size: SHOWN, count: false }),
		enabled: wanted.length > 1,
		placeholderData: keepPreviousData,
	});
	const found = wanted.length > 1 ? (data?.items ?? []) : [];
	if (found.length === 0) return null;
	return (
		<Command.Group heading={t("nav.customers")} className={className} forceMount>
			{found.map((row) => (
				<Command.Item
					key={row.id}
					value={`customer-row ${row.id}`}
					forceMount
					onSelect={() => onPick(row.id)}
					className={itemClassName}
				>
					<UserRound className="size-4 text-muted" aria-hidden />
					<span className="min-w-0 truncate">{nameOf(row, row.id)}</span>
					<span className="min-w-0 truncate text-muted text-xs">{handleOf(row)}</span>
				</Command.Item>
			))}
		</Command.Group>
	);
}
