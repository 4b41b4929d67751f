import type { RouteComponent } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { may, useMe } from "@/api/session";
import { Empty } from "@/components/ui/empty";
import { NoPermission } from "@/components/ui/no-permission";
import { Page } from "@/features/shell/page";

type Guard = {
	permission: string;
	title:
		| "nav.sales"
		| "nav.transactions"
		| "nav.customers"
		| "nav.reconciliation"
		| "nav.promos"
		| "nav.campaigns"
		| "nav.referrals"
		| "nav.data"
		| "nav.access";
	bot?: true;
};

/** Shows the page to those who may see it; to others says which permission is missing. The server decides anyway. */
export function guarded(Inner: RouteComponent, { permission, title, bot }: Guard): RouteComponent {
	function Guarded() {
		const { t } = useTranslation();
		const me = useMe();
		if (bot && !me.bedolaga_enabled) {
			return (
				<Page title={t(title)}>
					<div className="card">
						<Empty title={t("overview.botOff")} text={t("overview.botOffText")} />
					</div>
				</Page>
			);
		}
		if (!may(me, permission)) {
			return (
				<Page title={t(title)}>
					<NoPermission permission={permission} />
				</Page>
			);
		}
		return <Inner />;
	}
	// The router fetches the page's code before it leaves the page before.
	return Object.assign(Guarded, { preload: Inner.preload });
}
