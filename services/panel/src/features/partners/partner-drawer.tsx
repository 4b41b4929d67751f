import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PartnerApplication } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { Drawer } from "@/components/ui/drawer";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Channel } from "@/features/partners/channel";
import { partnerTone, usePartnerStatus } from "@/features/partners/words";
import { Waiting } from "@/features/referrals/waiting";
import { CustomerFacts } from "@/features/subscriptions/customer-facts";
import { useFormat } from "@/lib/use-format";

type Props = {
	id: string | undefined;
	rows: readonly PartnerApplication[];
	onOpen: (id: string | undefined) => void;
};

/** An application of the list: what somebody promises and asks for, and what they have brought so far. */
export function PartnerDrawer({ id, rows, onOpen }: Props) {
	const { t } = useTranslation();
	const at = rows.findIndex((row) => row.id === id);
	const row = rows[at];
	if (!row) return null;
	const previous = rows[at - 1];
	const next = rows[at + 1];
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={t("partners.title", { id: row.id })}
			onPrevious={previous ? () => onOpen(previous.id) : undefined}
			onNext={next ? () => onOpen(next.id) : undefined}
		>
			<div className="flex flex-col gap-4">
				<Application row={row} />
				<Card
					title={t("subscription.customer")}
					actions={
						<Button asChild>
							<Link to="/customers/$id" params={{ id: row.customer_id }}>
								{t("customers.open")}
							</Link>
						</Button>
					}
				>
					<CustomerFacts customer={row.customer} id={row.customer_id} />
				</Card>
			</div>
		</Drawer>
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
