import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { statsQuery } from "@/api/queries/transactions";
import { MethodSplit } from "@/features/transactions/method-split";
import { useNow } from "@/lib/now";
import { upToNow } from "@/lib/period";
import { useFormat } from "@/lib/use-format";

/** Where this month's money came from. */
export function MonthByMethod() {
	const { t } = useTranslation();
	const f = useFormat();
	const today = f.today(useNow());
	const { data, error, refetch } = useQuery(statsQuery({ ...upToNow("month", today), bucket: "month" }));
	return (
		<MethodSplit
			title={t("overview.byMethod")}
			stats={data}
			error={error}
			onRetry={() => void refetch()}
			period="month"
		/>
	);
}
