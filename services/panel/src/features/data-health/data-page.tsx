import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Status } from "@/api/client";
import { statusQuery } from "@/api/queries/account";
import { useMay } from "@/api/session";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { EntityTable } from "@/features/data-health/entity-table";
import { ImportCard } from "@/features/data-health/import-card";
import { ResyncMenu } from "@/features/data-health/resync-menu";
import { captureTone, useCaptureName } from "@/features/data-health/words";
import { useLiveState } from "@/features/live/use-live-state";
import { Page } from "@/features/shell/page";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

/** How the capture of the bot's data is doing, and what can be done about it. */
export function DataPage() {
	const { t } = useTranslation();
	const { data: status, error, refetch } = useQuery(statusQuery);
	const resync = useMay("data:resync");
	return (
		<Page title={t("nav.data")}>
			{error && !status ? (
				<div className="card">
					<ErrorState error={error} onRetry={() => void refetch()} />
				</div>
			) : !status ? (
				<>
					<Skeleton className="h-32 rounded-xl" />
					<Skeleton className="h-80 rounded-xl" />
				</>
			) : (
				<>
					{error && <Notice tone="warn" title={t("data.oldAnswer")} />}
					{status.problems.map((problem) => (
						<Notice key={problem} tone={status.state === "paused" ? "bad" : "warn"} title={problem} />
					))}
					{status.state === "importing" && <ImportCard />}
					<SourceCard status={status} />
					<Card
						title={t("data.entities")}
						actions={resync && <ResyncMenu entity="" paused={status.state === "paused"} />}
						flush
					>
						<EntityTable entities={status.entities} resync={resync} />
					</Card>
				</>
			)}
		</Page>
	);
}

function SourceCard({ status }: { status: Status }) {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	const live = useLiveState();
	const captureName = useCaptureName();
	const redis = ["off", "connected", "reconnecting"].includes(status.redis_state)
		? (status.redis_state as "off")
		: undefined;
	return (
		<Card title={t("data.source")}>
			<div className="grid gap-x-10 gap-y-2 md:grid-cols-2">
				<Facts
					items={[
						{
							label: t("data.state"),
							value: <Badge tone={captureTone(status.state)}>{captureName(status.state)}</Badge>,
						},
						{
							label: t("data.seen"),
							value: status.source_seen_at ? f.relative(status.source_seen_at, now) : t("common.noData"),
						},
						{ label: t("data.load"), value: f.percent(status.source_load_percent / 100) },
					]}
				/>
				<Facts
					items={[
						{ label: t("data.version"), value: status.source_version || t("common.noData") },
						{ label: t("data.schema"), value: status.source_schema || t("common.noData") },
						{
							label: t("data.live"),
							value: `${t(`data.stream.${live}`)} · Redis: ${redis ? t(`data.redis.${redis}`) : status.redis_state}`,
						},
					]}
				/>
			</div>
		</Card>
	);
}
