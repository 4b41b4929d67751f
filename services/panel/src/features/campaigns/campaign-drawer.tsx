import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { campaignQuery } from "@/api/queries/campaigns";
import { FullPage } from "@/components/ui/full-page";
import { ListDrawer } from "@/components/ui/list-drawer";
import { CampaignView } from "@/features/campaigns/campaign-view";
import type { People } from "@/features/campaigns/search";

type Props = {
	id: string | undefined;
	days: { from?: string | undefined; to?: string | undefined } | undefined;
	period: string | undefined;
	ids: readonly string[];
	onOpen: (id: string | undefined) => void;
	stage: People;
	onStage: (stage: People) => void;
};

export function CampaignDrawer({ id, days, period, ids, onOpen, stage, onStage }: Props) {
	const { t } = useTranslation();
	const { data } = useQuery({ ...campaignQuery(id ?? "", days), enabled: id !== undefined });
	return (
		<ListDrawer
			id={id}
			ids={ids}
			title={(id) => data?.campaign?.name ?? t("campaigns.title", { id })}
			onOpen={onOpen}
			actions={(id) => <FullPage to="/campaigns/$id" params={{ id }} search={{ period }} />}
		>
			{(id) => <CampaignView key={id} id={id} days={days} stage={stage} onStage={onStage} />}
		</ListDrawer>
	);
}
