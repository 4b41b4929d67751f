import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { overviewQuery } from "@/api/queries/overview";
import { may, useMe } from "@/api/session";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { NoPermission } from "@/components/ui/no-permission";
import { SourceNotice } from "@/features/data-health/import-card";
import { ConversionWidget } from "@/features/overview/conversion-widget";
import { MonthByMethod } from "@/features/overview/month-by-method";
import { OverviewTiles } from "@/features/overview/overview-tiles";
import { RecentPayments } from "@/features/overview/recent-payments";
import { RevenueChart } from "@/features/overview/revenue-chart";
import { Page } from "@/features/shell/page";

/** The first page: did we earn, is anything burning. */
export function OverviewPage() {
	const { t } = useTranslation();
	const me = useMe();
	if (!me.bedolaga_enabled) {
		return (
			<Page title={t("nav.overview")}>
				<div className="card">
					<Empty title={t("overview.botOff")} text={t("overview.botOffText")} />
				</div>
			</Page>
		);
	}
	if (!may(me, "sales:view")) {
		return (
			<Page title={t("nav.overview")}>
				<NoPermission permission="sales:view" />
			</Page>
		);
	}
	return <Numbers />;
}

function Numbers() {
	const { t } = useTranslation();
	const { data, error, refetch } = useQuery(overviewQuery);
	const retry = () => void refetch();
	return (
		<Page title={t("nav.overview")}>
			<SourceNotice />
			{error && !data ? (
				<div className="card">
					<ErrorState error={error} onRetry={retry} />
				</div>
			) : (
				<>
					<OverviewTiles overview={data} />
					<div className="grid gap-4 xl:grid-cols-3">
						<RevenueChart overview={data} className="xl:col-span-2" />
						<MonthByMethod />
					</div>
					<ConversionWidget />
					<RecentPayments />
				</>
			)}
		</Page>
	);
}
