import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PromoBatch } from "@/api/client";
import { promoBatchQuery, promoCommandsQuery } from "@/api/queries/promos";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Drawer } from "@/components/ui/drawer";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { Pager } from "@/components/ui/pager";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { ExportButton } from "@/features/export/export-button";
import { BatchActions } from "@/features/promos/batch-actions";
import { BatchProgress } from "@/features/promos/batch-line";
import { useBatchWords } from "@/features/promos/batch-words";
import { CommandLine } from "@/features/promos/command-line";
import { usePromoWords } from "@/features/promos/words";
import { type PageParams, paging } from "@/lib/paging";
import { useFormat } from "@/lib/use-format";

const SIZE = 50;
const SHOWN = ["all", "applied", "failed"] as const;
const STATES = { all: undefined, applied: ["applied"], failed: ["refused", "unclear", "cancelled"] };

type DrawerProps = { id: string; ids: readonly string[]; onOpen: (id: string | undefined) => void };

/** A batch beside the list: how far it is, what each code gives, and its codes. */
export function BatchDrawer({ id, ids, onOpen }: DrawerProps) {
	const { t } = useTranslation();
	const words = useBatchWords();
	const { data, error, refetch } = useQuery(promoBatchQuery(id));
	const at = ids.indexOf(id);
	const previous = at > 0 ? ids[at - 1] : undefined;
	const next = at >= 0 ? ids[at + 1] : undefined;
	const title = data ? words.pattern(data) : t("promos.batch.title", { id });
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={title}
			onPrevious={previous ? () => onOpen(previous) : undefined}
			onNext={next ? () => onOpen(next) : undefined}
		>
			{error && !data ? (
				<ErrorState error={error} onRetry={() => void refetch()} />
			) : !data ? (
				<Skeleton className="h-64 rounded-xl" />
			) : (
				<div className="flex flex-col gap-4">
					<BatchSummary batch={data} />
					<BatchCodes batch={data} />
				</div>
			)}
		</Drawer>
	);
}

function BatchSummary({ batch }: { batch: PromoBatch }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useBatchWords();
	const gives = usePromoWords().gives;
	const why = words.why(batch);
	const fields = batch.fields;
	return (
		<Card
			title={<Badge tone={words.tone(batch)}>{words.state(batch)}</Badge>}
			actions={<BatchActions batch={batch} />}
		>
			<div className="flex flex-col gap-2" aria-live="polite">
				<BatchProgress batch={batch} />
				{why && <p className="break-words text-secondary text-xs">{why}</p>}
				{batch.state === "cancelled" && batch.applied > 0 && (
					<p className="text-secondary text-xs">{t("promos.batch.stays", { count: batch.applied })}</p>
				)}
			</div>
			<div className="mt-3">
				<Facts
					items={[
						{ label: t("promos.givesLabel"), value: fields ? gives(fields) : t("common.noData") },
						{
							label: t("promos.maxUsesEach"),
							value:
								(fields?.max_uses ?? "0") === "0" ? t("promos.noLimit") : f.count(fields?.max_uses ?? "0"),
						},
						{
							label: t("promos.validUntil"),
							value: fields?.valid_until ? f.dateTime(fields.valid_until) : t("promos.noEnd"),
						},
						{ label: t("promos.batch.who"), value: `${batch.created_by}, ${f.dateTime(batch.created_at)}` },
						...(batch.moved_by
							? [
									{
										label: t("promos.batch.moved"),
										value: `${batch.moved_by}, ${f.dateTime(batch.moved_at)}`,
									},
								]
							: []),
						...(batch.finished_at
							? [{ label: t("promos.batch.finished"), value: f.dateTime(batch.finished_at) }]
							: []),
					]}
				/>
			</div>
		</Card>
	);
}

function BatchCodes({ batch }: { batch: PromoBatch }) {
	const { t } = useTranslation();
	const [shown, setShown] = useState<(typeof SHOWN)[number]>("all");
	const [page, setPage] = useState<PageParams>({});
	const states = STATES[shown];
	const filter = { batch_id: batch.id, ...(states ? { state: states } : {}) };
	const list = useQuery(promoCommandsQuery({ ...filter, page_size: SIZE, page_token: page.after }));
	const pages = paging({ params: page, size: SIZE, next: list.data?.next_page_token, go: setPage });
	return (
		<Card
			flush
			title={t("promos.batch.codes")}
			actions={
				<span className="flex items-center gap-1">
					<Button look="ghost" asChild>
						<Link to="/promos" search={{ batch: batch.id }}>
							{t("promos.batch.inList")}
						</Link>
					</Button>
					<ExportButton list="promo-commands" query={filter} />
				</span>
			}
		>
			<div className="px-4 pb-2">
				<Segmented
					label={t("promos.stateLabel")}
					value={shown}
					options={SHOWN.map((value) => ({ value, label: t(`promos.batch.show.${value}`) }))}
					onChange={(value) => {
						setShown(value);
						setPage({});
					}}
				/>
			</div>
			{list.error && !list.data ? (
				<ErrorState error={list.error} onRetry={() => void list.refetch()} />
			) : !list.data ? (
				<div className="p-4">
					<Skeleton className="h-24" />
				</div>
			) : list.data.items.length === 0 ? (
				<Empty title={t("promos.batch.noCodes")} compact />
			) : (
				<ul data-testid="batch-codes">
					{list.data.items.map((command) => (
						<li key={command.id} className="border-t">
							<CommandLine command={command} bare />
						</li>
					))}
				</ul>
			)}
			{list.data && (pages.onNext || pages.onPrevious) && (
				<Pager
					{...pages}
					shown={list.data.items.length}
					total={list.data.total}
					capped={list.data.total_capped}
				/>
			)}
		</Card>
	);
}
