import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { PartnerApplication } from "@/api/client";
import { partnerQuery } from "@/api/queries/referrals";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { Facts } from "@/components/ui/facts";
import { Found } from "@/components/ui/found";
import { ListDrawer } from "@/components/ui/list-drawer";
import { Notice } from "@/components/ui/notice";
import { Channel } from "@/features/partners/channel";
import { partnerTone, usePartnerStatus } from "@/features/partners/words";
import { Waiting } from "@/features/referrals/waiting";
import { CustomerBox } from "@/features/subscriptions/customer-box";
import { useFormat } from "@/lib/use-format";

type Props = {
	id: string | undefined;
	rows: readonly PartnerApplication[];
	onOpen: (id: string | undefined) => void;
};

/** An application, of the list or any other that a link names: what somebody promises and asks for, and what they have brought so far. */
export function PartnerDrawer({ id, rows, onOpen }: Props) {
	const { t } = useTranslation();
	const asked = useQuery({ ...partnerQuery(id ?? ""), enabled: id !== undefined });
	return (
		<ListDrawer
			id={id}
			ids={rows.map((row) => row.id)}
			title={(id) => t("partners.title", { id })}
			onOpen={onOpen}
		>
			{(id) => (
				<Found
					row={asked.data?.application ?? rows.find((row) => row.id === id)}
					asked={asked}
					missing={{ title: t("partners.notHere"), text: t("referrals.notHereText") }}
					onClose={() => onOpen(undefined)}
				>
					{(row) => (
						<div className="flex flex-col gap-4">
							<Application row={row} />
							<CustomerBox row={row} />
						</div>
					)}
				</Found>
			)}
		</ListDrawer>
	);
}

function Application({ row }: { row: PartnerApplication }) {
	const { t } = useTranslation();
	const f = useFormat();
	const status = usePartnerStatus();
	const share = (value: string | undefined) =>
		value === undefined ? t("common.noData") : f.percent(Number(value) / 100);
	const written = (text: string | undefined) =>
		text ? <CopyText text={text} /> : <span className="text-muted">{t("customer.none")}</span>;
	return (
		<>
			{row.gone_at && (
				<Notice tone="info" title={t("partners.goneTitle")}>
					{t("customers.goneText", { date: f.dateTime(row.gone_at) })}
				</Notice>
			)}
			<Card
				title={t("partners.asks")}
				actions={<Badge tone={partnerTone(row.status)}>{status(row.status)}</Badge>}
			>
				<Facts
					items={[
						{ label: t("partners.desiredShare"), value: share(row.desired_commission_percent) },
						...(row.approved_commission_percent !== undefined
							? [{ label: t("partners.approvedShare"), value: share(row.approved_commission_percent) }]
							: []),
						{ label: t("partners.expected"), value: f.count(row.expected_monthly_referrals) },
						{ label: t("customers.invited"), value: f.count(row.invited) },
						{ label: t("payouts.ofThemPaid"), value: f.count(row.invited_paid) },
						{ label: t("partners.channel"), value: <Channel text={row.telegram_channel} /> },
						{ label: t("partners.site"), value: written(row.website_url) },
						{ label: t("partners.company"), value: written(row.company_name) },
						{ label: t("partners.created"), value: f.dateTime(row.created_at) },
						{
							label: t("referrals.waiting"),
							value: <Waiting bare since={row.waiting_since} processed={row.processed_at} />,
						},
					]}
				/>
			</Card>
		</>
	);
}
