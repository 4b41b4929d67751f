import { getRouteApi } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useCallback, useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { Filter } from "@/components/ui/filter";
import { FilterBar } from "@/components/ui/filter-bar";
import { NoRows } from "@/components/ui/list-parts";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { BranchTable } from "@/features/referral-graph/branch-table";
import { GraphCard } from "@/features/referral-graph/graph-card";
import { NodeSearch } from "@/features/referral-graph/node-search";
import { type GraphSearch, graphQueryOf, type SizeBy } from "@/features/referral-graph/search";
import { useGraph } from "@/features/referral-graph/use-graph";
import { ReferralTabs } from "@/features/referrals/tabs";
import { Page } from "@/features/shell/page";
import { ViewsMenu } from "@/features/views/views-menu";
import { useNow } from "@/lib/now";
import { PRESETS } from "@/lib/period";
import { useFormat } from "@/lib/use-format";

/** Chosen in the drawing: no part of a saved view. */
const PASSING = ["focus"];
const route = getRouteApi("/app/referrals/graph");

/** Who invited whom, all of it at once. */
export function GraphPage() {
	const { t } = useTranslation();
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const question = graphQueryOf(search, f.today(useNow()));
	const graph = useGraph(question);
	const { people, complete } = graph;
	// The rows may lag behind: the next page of the answer should not wait for them.
	const listed = useDeferredValue(people);
	const by = search.size ?? "branch";
	const missing = search.focus !== undefined && people.nodes.length > 0 && !people.at.has(search.focus);
	const change = useCallback(
		(next: Partial<GraphSearch>, replace = false) =>
			void navigate({ search: (old) => ({ ...old, ...next }), replace, resetScroll: false }),
		[navigate],
	);
	const pick = useCallback((focus: string | undefined) => change({ focus }, true), [change]);
	/** Who is not shown gets a graph of their own. */
	const pickId = (id: string) => change(people.at.has(id) ? { focus: id } : { root: id, focus: id });
	const changeBy = (size: SizeBy) => change({ size: size === "branch" ? undefined : size }, true);
	const filters: Filter[] = [
		{
			id: "period",
			kind: "period",
			pinned: true,
			label: t("graph.period"),
			presets: PRESETS,
			value: search.period,
			onChange: (period) => change({ period }),
		},
		{
			id: "root",
			kind: "text",
			label: t("graph.root"),
			value: search.root,
			onChange: (root) => change({ root }),
			pattern: /^[1-9]\d{0,18}$/,
			hint: t("filter.idHint"),
		},
	];
	const filtered = search.period !== undefined || search.root !== undefined;
	const reset = () => void navigate({ search: (old) => ({ size: old.size }) });
	return (
		<Page
			title={t("referrals.tabGraph")}
			filters={
				<FilterBar
					filters={filters}
					onReset={filtered ? reset : undefined}
					search={<NodeSearch people={people} onPick={pickId} />}
				>
					<Segmented
						label={t("graph.sizeBy")}
						value={by}
						options={[
							{ value: "branch", label: t("graph.byBranch") },
							{ value: "net", label: t("graph.byNet") },
						]}
						onChange={changeBy}
					/>
					<ViewsMenu to="/referrals/graph" page="referral-graph" search={search} passing={PASSING} />
					<ExportButton list="referrals/graph" query={question} />
				</FilterBar>
			}
		>
			<ReferralTabs />
			<SourceNotice />
			{complete && missing && (
				<Notice
					tone="info"
					title={t("graph.missing", { id: search.focus ?? "" })}
					action={
						<>
							<Button onClick={() => change({ root: search.focus, period: undefined })}>
								{t("graph.missingShow")}
							</Button>
							<Button
								look="ghost"
								size="icon"
								aria-label={t("common.close")}
								onClick={() => change({ focus: undefined })}
							>
								<X className="size-4" aria-hidden />
							</Button>
						</>
					}
				>
					{t("graph.missingText")}
				</Notice>
			)}
			<GraphCard
				graph={graph}
				by={by}
				focus={search.focus}
				onPick={pick}
				onAlone={search.root === undefined ? (id) => change({ root: id, focus: id }) : undefined}
				empty={
					<NoRows reset={filtered ? reset : undefined} title={t("graph.none")} text={t("graph.noneText")} />
				}
			/>
			{listed.nodes.length > 0 && (
				<BranchTable people={listed} by={by} onBy={changeBy} focus={search.focus} onPick={pickId} />
			)}
		</Page>
	);
}
