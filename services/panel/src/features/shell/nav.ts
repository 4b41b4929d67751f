import {
	ArrowLeftRight,
	DatabaseZap,
	KeyRound,
	LayoutDashboard,
	type LucideIcon,
	Megaphone,
	ReceiptText,
	Scale,
	Share2,
	TicketPercent,
	Users,
} from "lucide-react";
import { useMemo } from "react";
import type { Me } from "@/api/client";
import { may, useMe } from "@/api/session";

export type NavItem = {
	to:
		| "/"
		| "/sales"
		| "/transactions"
		| "/customers"
		| "/reconciliation"
		| "/promos"
		| "/campaigns"
		| "/referrals"
		| "/data"
		| "/access";
	title:
		| "nav.overview"
		| "nav.sales"
		| "nav.transactions"
		| "nav.customers"
		| "nav.reconciliation"
		| "nav.promos"
		| "nav.campaigns"
		| "nav.referrals"
		| "nav.data"
		| "nav.access";
	icon: LucideIcon;
	permission: string;
	/** The second key after g. */
	key: string;
	/** Needs the bot: hidden when it is switched off. */
	bot?: true;
};

const ALL: readonly NavItem[] = [
	{ to: "/", title: "nav.overview", icon: LayoutDashboard, permission: "", key: "d" },
	{ to: "/sales", title: "nav.sales", icon: ReceiptText, permission: "sales:view", key: "s", bot: true },
	{
		to: "/transactions",
		title: "nav.transactions",
		icon: ArrowLeftRight,
		permission: "sales:view",
		key: "t",
		bot: true,
	},
	{
		to: "/customers",
		title: "nav.customers",
		icon: Users,
		permission: "customers:view",
		key: "c",
		bot: true,
	},
	{
		to: "/promos",
		title: "nav.promos",
		icon: TicketPercent,
		permission: "promos:view",
		key: "p",
		bot: true,
	},
	{
		to: "/campaigns",
		title: "nav.campaigns",
		icon: Megaphone,
		permission: "campaigns:view",
		key: "m",
		bot: true,
	},
	{
		to: "/reconciliation",
		title: "nav.reconciliation",
		icon: Scale,
		permission: "sales:view",
		key: "v",
		bot: true,
	},
	{
		to: "/referrals",
		title: "nav.referrals",
		icon: Share2,
		permission: "referrals:view",
		key: "r",
		bot: true,
	},
	{ to: "/data", title: "nav.data", icon: DatabaseZap, permission: "data:view", key: "h" },
	{ to: "/access", title: "nav.access", icon: KeyRound, permission: "access:view", key: "a" },
];

export function navFor(me: Me): NavItem[] {
	return ALL.filter(
		(item) => (item.permission === "" || may(me, item.permission)) && (me.bedolaga_enabled || !item.bot),
	);
}

/** The sections this person may see. */
export function useNav(): NavItem[] {
	const me = useMe();
	return useMemo(() => navFor(me), [me]);
}
