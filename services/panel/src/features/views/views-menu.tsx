import { useNavigate } from "@tanstack/react-router";
import { Bookmark, Check, ChevronDown, Plus, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { View } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import { SaveView } from "@/features/views/save-view";
import { useViews, viewQuery } from "@/features/views/use-views";
import { parseSearch, type RawSearch } from "@/lib/url-state";

type Props = {
	/** The page's address, which is also where a view leads. */
	to: string;
	page: string;
	search: RawSearch;
	/** Parameters that say what is open beside the list. */
	passing: readonly string[];
};

/** Saved filters of a page: mine and the team's, one click away. */
export function ViewsMenu({ to, page, search, passing }: Props) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const { views, create, replace, remove } = useViews(page);
	const [saving, setSaving] = useState(false);
	const query = viewQuery(search, passing);
	const same = (view: View) => viewQuery(parseSearch(view.query), passing) === query;
	const current = views.find(same);
	const group = (title: string, list: readonly View[]) =>
		list.length > 0 && (
			<>
				<MenuLabel>{title}</MenuLabel>
				{list.map((view) => (
					<MenuItem
						key={view.id}
						icon={
							<Check
								className={`size-4 text-accent-ink ${view === current ? "" : "invisible"}`}
								aria-hidden
							/>
						}
						onSelect={() => void navigate({ to, search: parseSearch(view.query) })}
					>
						<span className="min-w-0 flex-1 truncate">{view.name}</span>
						{!view.mine && <span className="truncate text-muted text-xs">{view.owner_name}</span>}
					</MenuItem>
				))}
			</>
		);
	return (
		<>
			<Menu
				className="max-w-80"
				trigger={
					<Button look="ghost" aria-label={[t("views.label"), current?.name].filter(Boolean).join(": ")}>
						<Bookmark className="size-4" strokeWidth={1.5} aria-hidden />
						<span className="max-w-40 truncate">{current?.name ?? t("views.label")}</span>
						<ChevronDown className="size-3.5 text-muted" aria-hidden />
					</Button>
				}
			>
				{group(
					t("views.mine"),
					views.filter((view) => view.mine && !view.shared),
				)}
				{group(
					t("views.team"),
					views.filter((view) => view.shared),
				)}
				{views.length > 0 && <MenuSeparator />}
				{!current && (
					<MenuItem icon={<Plus className="size-4" aria-hidden />} onSelect={() => setSaving(true)}>
						{t("views.save")}
					</MenuItem>
				)}
				{!current &&
					views
						.filter((view) => view.editable)
						.map((view) => (
							<MenuItem
								key={view.id}
								icon={<Bookmark className="size-4" aria-hidden />}
								onSelect={() => void replace(view, query)}
							>
								{t("views.replace", { name: view.name })}
							</MenuItem>
						))}
				{current?.editable && (
					<MenuItem
						danger
						icon={<Trash2 className="size-4" aria-hidden />}
						onSelect={() => void remove(current)}
					>
						{t("views.delete", { name: current.name })}
					</MenuItem>
				)}
				{current && !current.editable && (
					<MenuItem icon={<Users className="size-4" aria-hidden />} onSelect={() => setSaving(true)}>
						{t("views.saveOwn")}
					</MenuItem>
				)}
			</Menu>
			{saving && (
				<SaveView
					onClose={() => setSaving(false)}
					onSave={(name, shared) => create(name, query, shared).then(() => setSaving(false))}
				/>
			)}
		</>
	);
}
