import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/client";
import { subscriptionQuery } from "@/api/queries/subscriptions";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { CustomerBox } from "@/features/subscriptions/customer-box";
import { CustomerTransactions } from "@/features/subscriptions/customer-transactions";
import { OtherSubscriptions } from "@/features/subscriptions/other-subscriptions";
import { toneOf, useStateName } from "@/features/subscriptions/words";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

type Props = { id: string; wide?: boolean; onOpen?: (id: string) => void };

/** One subscription with its customer and what the customer paid: in the drawer and on its page. */
export function SubscriptionView({ id, wide, onOpen }: Props) {
	const { data, error, refetch } = useQuery(subscriptionQuery(id));
	if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
	const row = data?.subscription;
	if (!data || !row) {
		return (
			<div className="flex flex-col gap-4">
				<Skeleton className="h-44 rounded-xl" />
				<Skeleton className="h-36 rounded-xl" />
				<Skeleton className="h-64 rounded-xl" />
			</div>
		);
	}
	const money = <CustomerTransactions rows={data.transactions} customerId={row.customer_id} />;
	const others = data.other_subscriptions.length > 0 && (
		<OtherSubscriptions rows={data.other_subscriptions} onOpen={onOpen} />
	);
	const facts = (
		<>
			{row.gone_at && <GoneNotice at={row.gone_at} />}
			<SubscriptionFacts row={row} />
			<CustomerBox row={row} />
		</>
	);
	if (wide) {
		return (
			<div className="grid gap-4 lg:grid-cols-[minmax(320px,2fr)_3fr]">
				<div className="flex min-w-0 flex-col gap-4">{facts}</div>
				<div className="flex min-w-0 flex-col gap-4">
					{money}
					{others}
				</div>
			</div>
		);
	}
	return (
		<div className="flex flex-col gap-4">
			{facts}
			{others}
			{money}
		</div>
	);
}

function GoneNotice({ at }: { at: string }) {
	const { t } = useTranslation();
	const f = useFormat();
	return (
		<Notice tone="info" title={t("subscription.goneTitle")}>
			{t("subscription.goneText", { date: f.dateTime(at) })}
		</Notice>
	);
}

function SubscriptionFacts({ row }: { row: Subscription }) {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	const stateName = useStateName();
	const used = new Intl.NumberFormat(f.lang, { maximumFractionDigits: 1 }).format(row.traffic_used_gb);
	return (
		<Card
			title={t("subscription.one")}
			actions={<Badge tone={toneOf(row.state)}>{stateName(row.state)}</Badge>}
		>
			<Facts
				items={[
					{ label: t("subscription.tariff"), value: row.tariff_name ?? t("subscription.noTariff") },
					{
						label: t("subscription.ends"),
						value: row.ends_at
							? `${f.relative(row.ends_at, now)}, ${f.dateTime(row.ends_at)}`
							: t("common.noData"),
					},
					{ label: t("subscription.starts"), value: f.dateTime(row.starts_at) },
					{
						label: t("subscription.traffic"),
						value:
							row.traffic_limit_gb === "0"
								? t("subscription.usedUnlimited", { used })
								: t("subscription.trafficOf", { used, limit: row.traffic_limit_gb }),
					},
					{ label: t("subscription.devices"), value: f.count(row.device_limit) },
					{ label: t("subscription.autopay"), value: row.autopay_enabled ? t("common.on") : t("common.off") },
					{ label: t("subscription.created"), value: f.dateTime(row.created_at) },
					{ label: t("subscription.id"), value: <CopyText text={row.id} /> },
				]}
			/>
		</Card>
	);
}
