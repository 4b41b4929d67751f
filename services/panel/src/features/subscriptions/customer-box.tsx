import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/client";
import { Card } from "@/components/ui/card";
import { CustomerFacts } from "@/features/subscriptions/customer-facts";

const LINK = "rounded-sm text-accent-ink hover:underline";

type Props = { row: { customer_id: string; customer?: Customer }; payments?: boolean };

/** Whose a row is, with the way to them and, where asked, to what they paid. */
export function CustomerBox({ row: { customer_id: id, customer }, payments }: Props) {
	const { t } = useTranslation();
	return (
		<Card
			title={t("subscription.customer")}
			actions={
				<span className="flex gap-3 text-sm">
					<Link to="/customers/$id" params={{ id }} className={LINK}>
						{t("customers.open")}
					</Link>
					{payments && (
						<Link to="/transactions" search={{ customer: id, period: "all" }} className={LINK}>
							{t("customer.payments")}
						</Link>
					)}
				</span>
			}
		>
			<CustomerFacts customer={customer} id={id} />
		</Card>
	);
}
