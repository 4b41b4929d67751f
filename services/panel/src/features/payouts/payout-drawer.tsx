import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Withdrawal } from "@/api/client";
import { withdrawalQuery } from "@/api/queries/referrals";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { Found } from "@/components/ui/found";
import { DefinitionInfo } from "@/components/ui/info";
import { ListDrawer } from "@/components/ui/list-drawer";
import { Notice } from "@/components/ui/notice";
import { useReasonWords } from "@/features/payouts/reasons";
import { BotRisk, RiskBadge } from "@/features/payouts/risk";
import { payoutTone, usePayoutStatus } from "@/features/payouts/words";
import { Waiting } from "@/features/referrals/waiting";
import { CustomerBox } from "@/features/subscriptions/customer-box";
import { useFormat } from "@/lib/use-format";

type Props = {
	id: string | undefined;
	rows: readonly Withdrawal[];
	onOpen: (id: string | undefined) => void;
};

/** A payout request, of the list or any other that a link names: what is asked, what speaks for and against it, and whose it is. */
export function PayoutDrawer({ id, rows, onOpen }: Props) {
	const { t } = useTranslation();
	const asked = useQuery({ ...withdrawalQuery(id ?? ""), enabled: id !== undefined });
	return (
		<ListDrawer
			id={id}
			ids={rows.map((row) => row.id)}
			title={(id) => t("payouts.title", { id })}
			onOpen={onOpen}
		>
			{(id) => (
				<Found
					row={asked.data?.withdrawal ?? rows.find((row) => row.id === id)}
					asked={asked}
					missing={{ title: t("payouts.notHere"), text: t("referrals.notHereText") }}
					onClose={() => onOpen(undefined)}
				>
					{(row) => (
						<div className="flex flex-col gap-4">
							<Request row={row} />
							<Reasons row={row} completeUntil={asked.data?.complete_until} />
							<Record row={row} />
							<CustomerBox row={row} />
						</div>
					)}
				</Found>
			)}
		</ListDrawer>
	);
}

function Request({ row }: { row: Withdrawal }) {
	const { t } = useTranslation();
	const f = useFormat();
	const status = usePayoutStatus();
	return (
		<>
			{row.gone_at && (
				<Notice tone="info" title={t("payouts.goneTitle")}>
					{t("customers.goneText", { date: f.dateTime(row.gone_at) })}
				</Notice>
			)}
			<Card
				title={f.money(row.amount_kopeks)}
				actions={<Badge tone={payoutTone(row.status)}>{status(row.status)}</Badge>}
			>
				<Facts
					items={[
						{ label: t("payouts.created"), value: f.dateTime(row.created_at) },
						{
							label: t("referrals.waiting"),
							value: <Waiting bare since={row.waiting_since} processed={row.processed_at} />,
						},
						{ label: t("payouts.botRisk"), value: <BotRisk score={row.risk_score} whole /> },
					]}
				/>
			</Card>
		</>
	);
}

/** What our rules found, each with its numbers. */
function Reasons({ row, completeUntil }: { row: Withdrawal; completeUntil: string | undefined }) {
	const { t } = useTranslation();
	const words = useReasonWords();
	return (
		<Card
			title={
				<span className="flex items-center gap-1.5">
					{t("payouts.ourRisk")}
					<DefinitionInfo id="payout_risk" completeUntil={completeUntil} />
				</span>
			}
			actions={row.our_risk !== "" && <RiskBadge risk={row.our_risk} />}
		>
			{row.risk_reasons.length === 0 ? (
				<p className="text-secondary">{t("payouts.noReasonsText")}</p>
			) : (
				<ul className="flex flex-col gap-3" data-testid="reasons">
					{row.risk_reasons.map((reason) => (
						<li key={reason.code} className="flex items-start justify-between gap-3">
							<div className="min-w-0">
								<p className="font-medium">{words.title(reason)}</p>
								<p className="num text-secondary">{words.detail(reason)}</p>
							</div>
							<RiskBadge risk={reason.severity} />
						</li>
					))}
				</ul>
			)}
			<p className="mt-3 text-muted text-xs">{t("payouts.proofOfNothing")}</p>
		</Card>
	);
}

function Record({ row }: { row: Withdrawal }) {
	const { t } = useTranslation();
	const f = useFormat();
	return (
		<Card title={t("payouts.record")}>
			<Facts
				items={[
					{ label: t("payouts.earned"), value: f.money(row.earned_kopeks) },
					{ label: t("payouts.paidOut"), value: f.money(row.paid_out_kopeks) },
					{ label: t("customers.invited"), value: f.count(row.invited) },
					{ label: t("payouts.ofThemPaid"), value: f.count(row.invited_paid) },
				]}
			/>
			<p className="mt-3 text-muted text-xs">{t("payouts.allTime")}</p>
		</Card>
	);
}
