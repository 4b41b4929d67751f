import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { statusQuery } from "@/api/queries/account";
import { may, useMe } from "@/api/session";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { useHealth } from "@/features/data-health/health";
import { useHealthWords } from "@/features/data-health/health-dot";
import { useEntityName } from "@/features/data-health/words";
import { useFormat } from "@/lib/use-format";

/** What a page has to say about its source: the first import with its progress, or the source being away. Nothing when all is well. */
export function SourceNotice() {
	const { t } = useTranslation();
	const health = useHealth();
	const words = useHealthWords();
	if (health.kind === "importing") return <ImportCard />;
	if (health.kind === "down" || health.kind === "stale") {
		return (
			<Notice tone="warn" title={words(health)}>
				{t("health.keepsWorking")}
			</Notice>
		);
	}
	if (health.kind === "paused") {
		return (
			<Notice tone="bad" title={t("health.paused")}>
				{t("health.pausedText")}
			</Notice>
		);
	}
	return null;
}

export function ImportCard() {
	const { t } = useTranslation();
	const f = useFormat();
	const me = useMe();
	const entityName = useEntityName();
	const { data: status } = useQuery({ ...statusQuery, enabled: may(me, "data:view") });
	const entities = status?.entities.filter((entity) => entity.state !== "off") ?? [];
	return (
		<Card title={t("import.title")}>
			<p className="text-secondary">{t("import.text")}</p>
			<ul className="mt-3 grid gap-x-8 gap-y-3 md:grid-cols-2 xl:grid-cols-3">
				{entities.map((entity) => {
					const done = Number(entity.import_done);
					const expected = Number(entity.import_expected);
					const over = entity.state !== "importing";
					return (
						<li key={entity.entity}>
							<div className="num mb-1.5 flex items-baseline justify-between gap-3">
								<span className="font-medium">{entityName(entity.entity)}</span>
								<span className="text-secondary text-xs">
									{over
										? t("import.done", { rows: f.count(entity.rows) })
										: expected > 0
											? t("import.of", { done: f.count(done), expected: f.count(expected) })
											: t("import.rows", { done: f.count(done) })}
								</span>
							</div>
							<Progress
								label={entityName(entity.entity)}
								value={over ? 1 : expected > 0 ? done / expected : undefined}
							/>
							{!over && entity.import_rate > 0 && (
								<p className="num mt-1 text-muted text-xs">
									{t("import.rate", { rate: f.count(Math.round(entity.import_rate)) })}
									{Number(entity.import_seconds_left) > 0 &&
										` · ${t("import.left", { left: f.duration(Number(entity.import_seconds_left)) })}`}
								</p>
							)}
						</li>
					);
				})}
			</ul>
		</Card>
	);
}
