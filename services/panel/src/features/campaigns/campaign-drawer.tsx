import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { campaignQuery } from "@/api/queries/campaigns";
import { Drawer } from "@/components/ui/drawer";
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
	if (id === undefined) return null;
	const at = ids.indexOf(id);
	const previous = at > 0 ? ids[at - 1] : undefined;
	const next = at >= 0 ? ids[at + 1] : undefined;
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={data?.campaign?.name ?? t("campaigns.title", { id })}
			onPrevious={previous ? () => onOpen(previous) : undefined}
			onNext={next ? () => onOpen(next) : undefined}
		>
			<Link
				to="/campaigns/$id"
				params={{ id }}
				search={{ period }}
				className="mb-3 inline-block rounded-sm text-accent-ink hover:underline"
			>
				{t("campaigns.open")}
			</Link>
			<CampaignView key={id} id={id} days={days} stage={stage} onStage={onStage} />
		</Drawer>
	);
}
