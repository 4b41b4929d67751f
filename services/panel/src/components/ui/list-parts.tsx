import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { copy } from "@/components/ui/copy";
import { Empty } from "@/components/ui/empty";
import { Pager } from "@/components/ui/pager";
import { toast } from "@/components/ui/toast";
import type { paging } from "@/lib/paging";
import { useFormat } from "@/lib/use-format";

// What every list of the server's says around its table.

type Counted = { total: number; total_capped: boolean };

/** How many rows there are, and of what. */
export function ListTotal({ list, children }: { list: Counted | undefined; children: ReactNode }) {
	const f = useFormat();
	return (
		<p className="num" data-testid="total">
			<span className="font-medium">{list ? f.total(list.total, list.total_capped) : "…"}</span>{" "}
			<span className="text-secondary">{children}</span>
		</p>
	);
}

/** The pages of a list that has come. */
export function ListPager({
	list,
	pages,
}: {
	list: (Counted & { items: readonly unknown[] }) | undefined;
	pages: ReturnType<typeof paging>;
}) {
	if (!list) return null;
	return <Pager {...pages} shown={list.items.length} total={list.total} capped={list.total_capped} />;
}

/** No rows: because of the filters, which can be reset, or because there are none at all. */
export function NoRows({
	reset,
	title,
	text,
}: {
	reset: (() => void) | undefined;
	title: string;
	text?: string;
}) {
	const { t } = useTranslation();
	if (!reset) return <Empty title={title} text={text} />;
	return (
		<Empty
			title={t("subscription.noneFound")}
			text={t("subscription.noneFoundText")}
			action={<Button onClick={reset}>{t("filter.resetAll")}</Button>}
		/>
	);
}

/** Copies a line of each picked row; rows without one are left out. */
export function CopyPicked({
	label,
	lines,
	clear,
}: {
	label: string;
	lines: readonly (string | undefined)[];
	clear: () => void;
}) {
	const { t } = useTranslation();
	const said = lines.filter(Boolean);
	return (
		<>
			<Button
				onClick={() =>
					void copy(said.join("\n")).then(() => toast(t("table.copied", { count: said.length })))
				}
			>
				{label}
			</Button>
			<Button look="ghost" onClick={clear}>
				{t("table.clear")}
			</Button>
		</>
	);
}
