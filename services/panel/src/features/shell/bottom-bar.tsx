import { Link } from "@tanstack/react-router";
import { Menu as MenuIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Sheet } from "@/components/ui/sheet";
import { type NavItem, useNav } from "@/features/shell/nav";

const SLOTS = 5;

/** A phone's bar of five; what does not fit is in the sheet. */
export function BottomBar() {
	const { t } = useTranslation();
	const items = useNav();
	const [open, setOpen] = useState(false);
	const fits = items.length <= SLOTS;
	const shown = fits ? items : items.slice(0, SLOTS - 1);
	return (
		<nav
			aria-label={t("nav.label")}
			className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
		>
			{shown.map((item) => (
				<BarLink key={item.to} item={item} />
			))}
			{!fits && (
				<button
					type="button"
					onClick={() => setOpen(true)}
					className="flex h-14 flex-col items-center justify-center gap-1 text-muted text-xs"
				>
					<MenuIcon className="size-5" strokeWidth={1.5} aria-hidden />
					{t("nav.more")}
				</button>
			)}
			<Sheet open={open} onOpenChange={setOpen} title={t("nav.more")}>
				{items.slice(SLOTS - 1).map((item) => (
					<Link
						key={item.to}
						to={item.to}
						onClick={() => setOpen(false)}
						className="flex h-11 items-center gap-3 rounded-lg px-2 text-base hover:bg-press"
					>
						<item.icon className="size-5 text-muted" strokeWidth={1.5} aria-hidden />
						{t(item.title)}
					</Link>
				))}
			</Sheet>
		</nav>
	);
}

function BarLink({ item }: { item: NavItem }) {
	const { t } = useTranslation();
	return (
		<Link
			to={item.to}
			activeOptions={{ exact: item.to === "/", includeSearch: false }}
			className="flex h-14 min-w-0 flex-col items-center justify-center gap-1 text-muted text-xs aria-[current=page]:text-accent-ink"
		>
			<item.icon className="size-5 shrink-0" strokeWidth={1.5} aria-hidden />
			<span className="max-w-full truncate px-1">{t(item.title)}</span>
		</Link>
	);
}
