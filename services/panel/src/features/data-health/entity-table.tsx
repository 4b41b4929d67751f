import { useTranslation } from "react-i18next";
import type { EntityStatus } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { ResyncMenu } from "@/features/data-health/resync-menu";
import { captureTone, useCaptureName, useEntityName } from "@/features/data-health/words";
import { usePhone } from "@/lib/media";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

type Props = { entities: readonly EntityStatus[]; resync: boolean };

/** One line per entity: a handful of rows, so no paging and no filters. */
export function EntityTable(props: Props) {
	const phone = usePhone();
	return phone ? <EntityCards {...props} /> : <EntityRows {...props} />;
}

function useMarks() {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	return (at: string | undefined) =>
		at === undefined ? t("common.noData") : f.sameDay(at, now) ? f.time(at) : f.dateTime(at);
}

function EntityRows({ entities, resync }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const mark = useMarks();
	const entityName = useEntityName();
	const captureName = useCaptureName();
	const right = "text-right";
	return (
		<div className="overflow-x-auto pb-2">
			<table className="num w-full">
				<thead>
					<tr className="border-b text-left text-muted text-xs">
						{[t("data.entity"), t("data.state")].map((text) => (
							<th key={text} scope="col" className="h-9 px-4 font-normal">
								{text}
							</th>
						))}
						{[t("data.rows"), t("data.gone"), t("data.complete"), t("data.verified")].map((text) => (
							<th key={text} scope="col" className={`h-9 px-4 font-normal ${right}`}>
								{text}
							</th>
						))}
						{resync && (
							<th scope="col" className="w-12">
								<span className="sr-only">{t("data.actions")}</span>
							</th>
						)}
					</tr>
				</thead>
				<tbody>
					{entities.map((entity) => (
						<tr key={entity.entity} className="border-b align-middle last:border-b-0">
							<td className="px-4 py-2.5">
								<span className="font-medium">{entityName(entity.entity)}</span>
								<span className="ml-2 text-muted text-xs">{entity.table}</span>
								<Problems list={entity.problems} />
							</td>
							<td className="px-4 py-2.5">
								<Badge tone={captureTone(entity.state)}>{captureName(entity.state)}</Badge>
							</td>
							<td className={`px-4 py-2.5 ${right}`}>{f.count(entity.rows)}</td>
							<td className={`px-4 py-2.5 ${right}`}>{f.count(entity.gone)}</td>
							<td className={`whitespace-nowrap px-4 py-2.5 ${right}`}>{mark(entity.complete_until)}</td>
							<td className={`whitespace-nowrap px-4 py-2.5 ${right}`}>{mark(entity.verified_until)}</td>
							{resync && (
								<td className="py-1 pr-2">
									<ResyncMenu entity={entity.entity} paused={entity.state === "paused"} icon />
								</td>
							)}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function EntityCards({ entities, resync }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const mark = useMarks();
	const entityName = useEntityName();
	const captureName = useCaptureName();
	return (
		<ul>
			{entities.map((entity) => (
				<li key={entity.entity} className="flex items-start gap-2 border-b px-4 py-3 last:border-b-0">
					<div className="min-w-0 flex-1">
						<div className="flex items-center gap-2">
							<span className="truncate font-medium">{entityName(entity.entity)}</span>
							<Badge tone={captureTone(entity.state)}>{captureName(entity.state)}</Badge>
						</div>
						<p className="num mt-1 text-muted text-xs">
							{t("data.cardLine", { rows: f.count(entity.rows), gone: f.count(entity.gone) })}
						</p>
						<p className="num text-muted text-xs">
							{t("data.cardMarks", {
								complete: mark(entity.complete_until),
								verified: mark(entity.verified_until),
							})}
						</p>
						<Problems list={entity.problems} />
					</div>
					{resync && <ResyncMenu entity={entity.entity} paused={entity.state === "paused"} icon />}
				</li>
			))}
		</ul>
	);
}

function Problems({ list }: { list: readonly string[] }) {
	if (list.length === 0) return null;
	return (
		<ul className="mt-1 max-w-[60ch] whitespace-normal text-warn-ink text-xs">
			{list.map((problem) => (
				<li key={problem}>{problem}</li>
			))}
		</ul>
	);
}
