import { useTranslation } from "react-i18next";
import type { Customer } from "@/api/client";
import { CopyText } from "@/components/ui/copy";
import { Facts } from "@/components/ui/facts";
import { useFormat } from "@/lib/use-format";

export function CustomerFacts({ customer, id }: { customer: Customer | undefined; id: string }) {
	const { t } = useTranslation();
	const f = useFormat();
	if (!customer) return <p className="text-secondary">{t("customer.notYet", { id })}</p>;
	const name = [customer.first_name, customer.last_name].filter(Boolean).join(" ");
	const none = <span className="text-muted">{t("customer.none")}</span>;
	return (
		<Facts
			items={[
				{ label: t("customer.name"), value: name || none },
				{ label: "Telegram", value: customer.username ? <CopyText text={`@${customer.username}`} /> : none },
				{
					label: "Telegram ID",
					value: customer.telegram_id ? <CopyText text={customer.telegram_id} /> : none,
				},
				...(customer.email ? [{ label: "E-mail", value: <CopyText text={customer.email} /> }] : []),
				{ label: t("customer.balance"), value: f.money(customer.balance_kopeks) },
				{ label: t("customer.since"), value: f.date(customer.created_at) },
				...(customer.gone_at
					? [{ label: t("customer.goneSince"), value: f.dateTime(customer.gone_at) }]
					: []),
				{ label: t("customer.id"), value: <CopyText text={customer.id} /> },
			]}
		/>
	);
}
