import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { StatTile } from "@/components/ui/stat-tile";
import { useFormat } from "@/lib/use-format";

type Props = { kopeks: string | undefined; completeUntil: string | undefined; period: string | undefined };

/** Spend that belongs to no campaign, with the way to its entries. */
export function ChannelTile({ kopeks, completeUntil, period }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	return (
		<StatTile
			label={t("campaigns.channelSpend")}
			definition="campaign_channel_spend"
			completeUntil={completeUntil}
			value={kopeks === undefined ? undefined : f.moneyHeadline(kopeks)}
			exact={f.moneyExact(kopeks)}
			delta={
				<Link
					to="/campaigns/spend"
					search={{ of: "channels", period }}
					className="rounded-sm text-accent-ink text-xs hover:underline"
				>
					{t("campaigns.showSpend")}
				</Link>
			}
			testId="channel-spend"
		/>
	);
}
