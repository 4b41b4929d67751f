import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { promoBatchesQuery } from "@/api/queries/promos";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Pager } from "@/components/ui/pager";
import { Skeleton } from "@/components/ui/skeleton";
import { SourceNotice } from "@/features/data-health/import-card";
import { BatchDrawer } from "@/features/promos/batch-drawer";
import { BatchForm } from "@/features/promos/batch-form";
import { BatchLine } from "@/features/promos/batch-line";
import { batchQueryOf, PAGE_SIZE } from "@/features/promos/search";
import { PromoTabs } from "@/features/promos/tabs";
import { Page } from "@/features/shell/page";
import { paging } from "@/lib/paging";

const route = getRouteApi("/app/promos/batches");

/** Codes made many at a time: one row each, which opens its codes. */
export function BatchesPage() {
	const { t } = useTranslation();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const { data, error, refetch } = useQuery(promoBatchesQuery(batchQueryOf(search)));
	const create = useMay("promos:create");
	const [creating, setCreating] = useState(false);
	const open = (batch: string | undefined) => void navigate({ search: (old) => ({ ...old, batch }) });
	const pages = paging({
		params: search,
		size: PAGE_SIZE,
		next: data?.next_page_token,
		go: (params) => void navigate({ search: params }),
	});
	const make = create && (
		<Button look="primary" onClick={() => setCreating(true)}>
			{t("promos.batch.create")}
		</Button>
	);
	return (
		<Page title={t("nav.promos")} filters={<div className="flex justify-end">{make}</div>}>
			<PromoTabs />
			<SourceNotice />
			<Card flush>
				{error && !data ? (
					<ErrorState error={error} onRetry={() => void refetch()} />
				) : !data ? (
					<div className="flex flex-col gap-4 p-4">
						<Skeleton className="h-8" />
						<Skeleton className="h-8" />
						<Skeleton className="h-8" />
					</div>
				) : data.items.length === 0 ? (
					<Empty title={t("promos.batch.none")} text={t("promos.batch.noneText")} />
				) : (
					<ul>
						{data.items.map((batch) => (
							<li key={batch.id} className="border-b last:border-b-0">
								<BatchLine batch={batch} />
							</li>
						))}
					</ul>
				)}
				{data && (pages.onNext || pages.onPrevious) && (
					<Pager {...pages} shown={data.items.length} total={0} capped={false} />
				)}
			</Card>
			{creating && <BatchForm onClose={() => setCreating(false)} />}
			{search.batch && (
				<BatchDrawer
					key={search.batch}
					id={search.batch}
					ids={data?.items.map((batch) => batch.id) ?? []}
					onOpen={open}
				/>
			)}
		</Page>
	);
}
