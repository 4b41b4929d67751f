import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { ArrowLeftRight, type LucideIcon, ReceiptText, ShoppingBag, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { findQuery } from "@/api/queries/customers";
import { handleOf, nameOf, useStateName } from "@/features/subscriptions/words";
import { outgoing, useKindName } from "@/features/transactions/words";
import { useFormat } from "@/lib/use-format";
import { useSettled } from "@/lib/use-settled";

export type Found = { kind: "customer" | "subscription" | "transaction"; id: string };

type Props = {
	text: string;
	className: string;
	itemClassName: string;
	onPick: (found: Found) => void;
};

/** Customers, subscriptions and payments that a text finds, as one types; part of the palette's list, so arrows and Enter work. */
export function PaletteFound({ text, className, itemClassName, onPick }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const stateName = useStateName();
	const kindName = useKindName();
	const wanted = useSettled(text, 150);
	const { data } = useQuery({ ...findQuery(wanted), enabled: wanted !== "" });
	if (!data || wanted === "") return null;
	const row = (found: Found, Icon: LucideIcon, title: string, note: string, key = "") => (
		<Command.Item
			key={`${key}${found.kind} ${found.id}`}
			value={`${key}${found.kind}-row ${found.id}`}
			forceMount
			onSelect={() => onPick(found)}
			className={itemClassName}
		>
			<Icon className="size-4 shrink-0 text-muted" aria-hidden />
			<span className="num min-w-0 truncate">{title}</span>
			<span className="num min-w-0 truncate text-muted text-xs">{note}</span>
		</Command.Item>
	);
	const groups = [
		{
			name: t("nav.customers"),
			rows: data.customers.map((each) =>
				row({ kind: "customer", id: each.id }, UserRound, nameOf(each, each.id), handleOf(each)),
			),
		},
		{
			name: t("palette.subscriptions"),
			rows: data.subscriptions.map((each) =>
				row(
					{ kind: "subscription", id: each.id },
					ReceiptText,
					`#${each.id} ${each.tariff_name ?? ""}`,
					`${stateName(each.state)} · ${nameOf(each.customer, each.customer_id)}`,
				),
			),
		},
		{
			name: t("nav.transactions"),
			rows: data.transactions.map((each) =>
				row(
					{ kind: "transaction", id: each.id },
					ArrowLeftRight,
					`${outgoing(each) ? "\u2212" : "+"}${f.money(each.amount_kopeks)} · ${kindName(each.kind)}`,
					[f.dateTime(each.booked_at), each.external_id].filter(Boolean).join(" · "),
				),
			),
		},
		{
			name: t("palette.orders"),
			// An order is looked at on the page of the one who bought it.
			rows: data.orders.flatMap((each) =>
				each.customer_id
					? [
							row(
								{ kind: "customer", id: each.customer_id },
								ShoppingBag,
								`${f.money(each.amount_kopeks)} · #${each.id}`,
								[each.paid_at ? f.dateTime(each.paid_at) : t("palette.unpaid"), each.payment_id].join(" · "),
								`order ${each.id} `,
							),
						]
					: [],
			),
		},
	];
	return groups.map(
		({ name, rows }) =>
			rows.length > 0 && (
				<Command.Group key={name} heading={name} className={className} forceMount>
					{rows}
				</Command.Group>
			),
	);
}
