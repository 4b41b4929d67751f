import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Tooltip } from "@/components/ui/tooltip";
import { Mark } from "@/features/shell/mark";
import { type NavItem, useNav } from "@/features/shell/nav";
import { cn } from "@/lib/cn";
import { useStored } from "@/lib/stored";

/** The left rail: sections by permission, collapsible to icons. */
export function Rail() {
	const { t } = useTranslation();
	const me = useMe();
	const items = useNav();
	const [folded, setFolded] = useStored("rail.folded", false);
	const Fold = folded ? PanelLeftOpen : PanelLeftClose;
	const foldLabel = folded ? t("nav.unfold") : t("nav.fold");
	return (
		<aside
			className={cn(
				"sticky top-0 z-20 hidden h-dvh shrink-0 flex-col border-r bg-surface md:flex",
				folded ? "w-14" : "w-[220px]",
			)}
		>
			<Link to="/" className="flex h-14 items-center gap-2.5 px-3.5">
				<Mark className="size-7 shrink-0" />
				{!folded && <span className="font-semibold text-base tracking-tight">Remnadesk</span>}
				{folded && <span className="sr-only">Remnadesk</span>}
			</Link>
			<nav aria-label={t("nav.label")} className="flex flex-1 flex-col gap-0.5 overflow-y-auto px-2 py-2">
				{items.map((item) => (
					<RailLink key={item.to} item={item} folded={folded} />
				))}
			</nav>
			<div className="flex flex-col gap-1 border-t p-2">
				{!folded && (
					<p className="num truncate px-2 text-muted text-xs" title={me.version}>
						{me.version}
					</p>
				)}
				<Tooltip text={foldLabel} side="right">
					<button
						type="button"
						aria-label={foldLabel}
						onClick={() => setFolded(!folded)}
						className="flex h-8 items-center gap-2.5 rounded-lg px-2.5 text-muted hover:bg-press hover:text-fg"
					>
						<Fold className="size-4 shrink-0" strokeWidth={1.5} aria-hidden />
						{!folded && <span className="text-xs">{foldLabel}</span>}
					</button>
				</Tooltip>
			</div>
		</aside>
	);
}

function RailLink({ item, folded }: { item: NavItem; folded: boolean }) {
	const { t } = useTranslation();
	const link = (
		<Link
			to={item.to}
			activeOptions={{ exact: item.to === "/", includeSearch: false }}
			className="group flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-secondary transition-colors hover:bg-hover hover:text-fg aria-[current=page]:bg-accent/12 aria-[current=page]:font-medium aria-[current=page]:text-fg"
		>
			<item.icon
				className="size-[18px] shrink-0 group-aria-[current=page]:text-accent-ink"
				strokeWidth={1.5}
				aria-hidden
			/>
			{folded ? (
				<span className="sr-only">{t(item.title)}</span>
			) : (
				<span className="truncate">{t(item.title)}</span>
			)}
		</Link>
	);
	return folded ? (
		<Tooltip text={t(item.title)} side="right">
			{link}
		</Tooltip>
	) : (
		link
	);
}
