import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, FileCheck2, Play, RefreshCw, Replace, Send } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call, type ResyncMode } from "@/api/client";
import { kindOf } from "@/api/errors";
import { invalidate } from "@/api/queries/entities";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { useEntityName } from "@/features/data-health/words";

type Props = {
	/** "" = all. */
	entity: string;
	paused: boolean;
	icon?: boolean;
};

/** Reads or sends again; after a pause decides how to go on. */
export function ResyncMenu({ entity, paused, icon }: Props) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const entityName = useEntityName();
	const [asking, setAsking] = useState(false);
	const name = entity === "" ? t("data.all") : entityName(entity);
	const start = (mode: ResyncMode) => {
		void call(api.POST("/api/v2/data/resync", { body: { entity, mode } }))
			.then(() => toast(t(`resync.started.${mode as "MODE_VERIFY"}`, { name })))
			.catch((error: unknown) => toast(t(`error.${kindOf(error)}.title`)))
			.finally(() => void invalidate(client, "status"));
	};
	const size = "size-4";
	return (
		<>
			<Menu
				trigger={
					icon ? (
						<Button look="ghost" size="icon" aria-label={t("resync.for", { name })}>
							<Ellipsis className={size} aria-hidden />
						</Button>
					) : (
						<Button>
							<RefreshCw className={size} aria-hidden />
							{t("resync.title")}
						</Button>
					)
				}
			>
				<MenuItem icon={<FileCheck2 className={size} aria-hidden />} onSelect={() => start("MODE_VERIFY")}>
					{t("resync.verify")}
				</MenuItem>
				<MenuItem icon={<Send className={size} aria-hidden />} onSelect={() => start("MODE_REPUBLISH")}>
					{t("resync.republish")}
				</MenuItem>
				{paused && (
					<>
						<MenuSeparator />
						<MenuItem icon={<Play className={size} aria-hidden />} onSelect={() => start("MODE_CONTINUE")}>
							{t("resync.continue")}
						</MenuItem>
						<MenuItem icon={<Replace className={size} aria-hidden />} danger onSelect={() => setAsking(true)}>
							{t("resync.incarnation")}
						</MenuItem>
					</>
				)}
			</Menu>
			<Confirm
				open={asking}
				onOpenChange={setAsking}
				title={t("resync.incarnationTitle", { name })}
				consequence={t("resync.incarnationText")}
				action={t("resync.incarnation")}
				typed={entity === "" ? "all" : entity}
				onConfirm={() => start("MODE_NEW_INCARNATION")}
			/>
		</>
	);
}
