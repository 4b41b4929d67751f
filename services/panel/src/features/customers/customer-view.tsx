import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CustomerDetails } from "@/api/client";
import { customerQuery } from "@/api/queries/customers";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { CustomerMoney } from "@/features/customers/customer-money";
import { customerTone, useCustomerWords } from "@/features/customers/words";
import { History } from "@/features/facts/history";
import { CustomerPromos } from "@/features/promos/customer-promos";
import { Invitations } from "@/features/referrals/invitations";
import { CustomerFacts } from "@/features/subscriptions/customer-facts";
import { CustomerTransactions } from "@/features/subscriptions/customer-transactions";
import { OtherSubscriptions } from "@/features/subscriptions/other-subscriptions";
import { useFormat } from "@/lib/use-format";

type Props = { id: string; wide?: boolean };

/** One customer with money, subscriptions and payments: in the drawer and on the page. */
export function CustomerView({ id, wide }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const { data, error, refetch } = useQuery(customerQuery(id));
	if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
	const customer = data?.customer;
	if (!data || !customer) {
		return (
			<div className="flex flex-col gap-4">
				<Skeleton className="h-28 rounded-xl" />
				<Skeleton className="h-52 rounded-xl" />
				<Skeleton className="h-64 rounded-xl" />
			</div>
		);
	}
	const profile = (
		<>
			{customer.gone_at && (
				<Notice tone="info" title={t("customers.goneTitle")}>
					{t("customers.goneText", { date: f.dateTime(customer.gone_at) })}
				</Notice>
			)}
			<Profile data={data} />
			<Invitations data={data} />
			<CustomerPromos id={id} />
		</>
	);
	const subscriptions =
		data.subscriptions.length > 0 ? (
			<OtherSubscriptions title={t("customers.subscriptions")} rows={data.subscriptions} />
		) : (
			<Card title={t("customers.subscriptions")} flush>
				<Empty title={t("customers.noSubscriptions")} compact />
			</Card>
		);
	const money = <CustomerTransactions rows={data.transactions} customerId={id} />;
	const history = <History customerId={id} />;
	return (
		<div className="flex flex-col gap-4">
			<CustomerMoney data={data} wide={wide} />
			{wide ? (
				<div className="grid gap-4 lg:grid-cols-[minmax(320px,2fr)_3fr]">
					<div className="flex min-w-0 flex-col gap-4">{profile}</div>
					<div className="flex min-w-0 flex-col gap-4">
						{subscriptions}
						{history}
						{money}
					</div>
				</div>
			) : (
				<>
					{profile}
					{subscriptions}
					{history}
					{money}
				</>
			)}
		</div>
	);
}

function Profile({ data: { customer } }: { data: CustomerDetails }) {
	const { t } = useTranslation();
	const words = useCustomerWords();
	if (!customer) return null;
	return (
		<Card
			title={t("subscription.customer")}
			actions={<Badge tone={customerTone(customer.status)}>{words.status(customer.status)}</Badge>}
		>
			<CustomerFacts customer={customer} id={customer.id} />
			<div className="mt-2">
				<Facts
					items={[
						{ label: t("customers.auth"), value: words.auth(customer.auth_type) },
						...(customer.remnawave_id
							? [{ label: t("customers.panelId"), value: <CopyText text={customer.remnawave_id} /> }]
							: []),
					]}
				/>
			</div>
		</Card>
	);
}
