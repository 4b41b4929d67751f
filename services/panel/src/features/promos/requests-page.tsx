import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { promoCommandsQuery } from "@/api/queries/promos";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import type { Filter } from "@/components/ui/filter";
import { FilterBar } from "@/components/ui/filter-bar";
import { Pager } from "@/components/ui/pager";
import { Skeleton } from "@/components/ui/skeleton";
import { SourceNotice } from "@/features/data-health/import-card";
import { ExportButton } from "@/features/export/export-button";
import { CommandLine } from "@/features/promos/command-line";
import { COMMAND_STATES, type CommandState, useCommandWords } from "@/features/promos/command-words";
import { commandQueryOf, PAGE_SIZE } from "@/features/promos/search";
import { PromoTabs } from "@/features/promos/tabs";
import { Page } from "@/features/shell/page";
import { paging } from "@/lib/paging";

const route = getRouteApi("/app/promos/requests");

/** Everything asked of the bot, one code at a time: who, when, what became of it, and what can be done about it. */
export function RequestsPage() {
	const { t } = useTranslation();
	const words = useCommandWords();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const question = commandQueryOf(search);
	const { data, error, refetch } = useQuery(promoCommandsQuery(question));
	const filters: Filter[] = [
		{
			id: "state",
			kind: "list",
			pinned: true,
			label: t("promos.stateLabel"),
			options: COMMAND_STATES.map((value) => ({ value, label: words.state(value) })),
			value: search.state,
			onChange: (state) => void navigate({ search: { state: state as CommandState[] | undefined } }),
		},
	];
	const reset = () => void navigate({ search: {} });
	const pages = paging({
		params: search,
		size: PAGE_SIZE,
		next: data?.next_page_token,
		go: (params) => void navigate({ search: (old) => ({ ...old, ...params }) }),
	});
	return (
		<Page
			title={t("nav.promos")}
			filters={
				<FilterBar filters={filters} onReset={search.state ? reset : undefined}>
					<ExportButton list="promo-commands" query={question} />
				</FilterBar>
			}
		>
			<PromoTabs />
			<SourceNotice />
			<Card flush>
				{error && !data ? (
					<ErrorState error={error} onRetry={() => void refetch()} />
				) : !data ? (
					<div className="flex flex-col gap-4 p-4">
						<Skeleton className="h-6" />
						<Skeleton className="h-6" />
						<Skeleton className="h-6" />
					</div>
				) : data.items.length === 0 ? (
					search.state ? (
						<Empty
							title={t("promos.request.noneFound")}
							action={<Button onClick={reset}>{t("filter.resetAll")}</Button>}
						/>
					) : (
						<Empty title={t("promos.request.none")} text={t("promos.request.noneText")} />
					)
				) : (
					<ul data-testid="promo-requests" aria-live="polite">
						{data.items.map((command) => (
							<li key={command.id} className="border-b last:border-b-0">
								<CommandLine command={command} />
							</li>
						))}
					</ul>
				)}
				{data && data.items.length > 0 && (
					<Pager {...pages} shown={data.items.length} total={data.total} capped={data.total_capped} />
				)}
			</Card>
		</Page>
	);
}
