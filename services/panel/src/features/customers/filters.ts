import { useTranslation } from "react-i18next";
import type { Filter } from "@/components/ui/filter";
import type { CustomersSearch } from "@/features/customers/search";
import {
	AUTH_TYPES,
	type AuthType,
	CUSTOMER_STATUSES,
	type CustomerStatus,
} from "@/features/customers/words";
import { PRESETS } from "@/lib/period";

type Change = (change: Partial<CustomersSearch>) => void;
type YesNo = "yes" | "no" | undefined;

/** The chips of the customers list. */
export function useCustomerFilters(search: CustomersSearch, change: Change): Filter[] {
	const { t } = useTranslation();
	const yesNo = [
		{ value: "yes", label: t("common.yes") },
		{ value: "no", label: t("common.no") },
	];
	return [
		{
			id: "paid",
			kind: "one",
			pinned: true,
			label: t("customers.paid"),
			options: yesNo,
			value: search.paid,
			onChange: (value) => change({ paid: value as YesNo }),
		},
		{
			id: "live",
			kind: "one",
			pinned: true,
			label: t("customers.live"),
			options: yesNo,
			value: search.live,
			onChange: (value) => change({ live: value as YesNo }),
		},
		{
			id: "status",
			kind: "list",
			label: t("customers.status"),
			options: CUSTOMER_STATUSES.map((value) => ({ value, label: t(`customerStatus.${value}`) })),
			value: search.status,
			onChange: (value) => change({ status: value as CustomerStatus[] | undefined }),
		},
		{
			id: "auth",
			kind: "list",
			label: t("customers.auth"),
			options: AUTH_TYPES.map((value) => ({ value, label: t(`authType.${value}`) })),
			value: search.auth,
			onChange: (value) => change({ auth: value as AuthType[] | undefined }),
		},
		{
			id: "created",
			kind: "period",
			label: t("customers.created"),
			presets: PRESETS,
			value: search.created,
			onChange: (value) => change({ created: value }),
		},
		{
			id: "balance",
			kind: "amount",
			label: t("customer.balance"),
			value: search.min || search.max ? { min: search.min, max: search.max } : undefined,
			onChange: (value) => change({ min: value?.min, max: value?.max }),
		},
	];
}
