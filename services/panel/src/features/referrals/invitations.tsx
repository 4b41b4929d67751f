import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, Share2 } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { CustomerDetails, ReferralTree as Tree } from "@/api/client";
import { referralTreeQuery } from "@/api/queries/referrals";
import { may, useMe } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { DefinitionInfo } from "@/components/ui/info";
import { Skeleton } from "@/components/ui/skeleton";
import { TreeLevel } from "@/features/referrals/tree-level";
import { nameOf } from "@/features/subscriptions/words";
import { useFormat } from "@/lib/use-format";

/** Where a customer stands among those who invite: who is above them, and whom they brought. */
export function Invitations({ data: { customer, referrer, invited } }: { data: CustomerDetails }) {
	const { t } = useTranslation();
	const f = useFormat();
	const seen = may(useMe(), "referrals:view");
	const inviter = customer?.referred_by_id;
	const stands = inviter !== undefined || invited > 0;
	return (
		<Card
			title={t("customers.invitations")}
			actions={
				seen &&
				stands &&
				customer && (
					<Button asChild look="ghost">
						<Link to="/referrals/graph" search={{ focus: customer.id }}>
							<Share2 className="size-4" strokeWidth={1.5} aria-hidden />
							{t("tree.inGraph")}
						</Link>
					</Button>
				)
			}
		>
			<Facts
				items={[
					{
						label: t("customers.invitedBy"),
						value: inviter ? (
							<Link
								to="/customers/$id"
								params={{ id: inviter }}
								className="rounded-sm text-accent-ink hover:underline"
							>
								{nameOf(referrer, inviter)}
							</Link>
						) : (
							<span className="text-muted">{t("customers.cameAlone")}</span>
						),
					},
					{ label: t("customers.invited"), value: f.count(invited) },
					...(customer?.referral_code
						? [{ label: t("customers.code"), value: <CopyText text={customer.referral_code} /> }]
						: []),
				]}
			/>
			{seen && stands && customer && <ReferralTree id={customer.id} />}
		</Card>
	);
}

function ReferralTree({ id }: { id: string }) {
	const { t } = useTranslation();
	const { data, error, refetch } = useQuery(referralTreeQuery(id));
	if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
	if (!data) return <Skeleton className="mt-3 h-24" />;
	const [own, ...below] = data.items;
	if (!own) return null;
	return (
		<div data-testid="referral-tree" className="mt-3 flex flex-col gap-3 border-t pt-3">
			<Above tree={data} />
			{own.loop !== "" && (
				<p className="text-secondary text-xs">{t(own.loop === "self" ? "tree.self" : "tree.loop")}</p>
			)}
			{own.branch_size > 0 && (
				<>
					<Branch tree={data} />
					<TreeLevel
						label={t("tree.invited")}
						of={id}
						first={below.filter((node) => node.depth === 1)}
						from={own.next_page_token}
						more={own.more}
					/>
				</>
			)}
		</div>
	);
}

/** From the top down to the customer. */
function Above({ tree: { ancestors, ancestors_cut: cut } }: { tree: Tree }) {
	const { t } = useTranslation();
	if (ancestors.length < 2) return null;
	return (
		<nav aria-label={t("tree.above")}>
			<p className="mb-1 text-muted text-xs">{t("tree.above")}</p>
			<p className="flex flex-wrap items-center gap-x-1">
				{cut && <span className="text-muted">…</span>}
				{ancestors.map((node) => (
					<Fragment key={node.customer_id}>
						<Link
							to="/customers/$id"
							params={{ id: node.customer_id }}
							className="max-w-full truncate rounded-sm text-accent-ink hover:underline"
						>
							{nameOf(node.customer, node.customer_id)}
						</Link>
						<ChevronRight className="size-3.5 text-muted last:hidden" aria-hidden />
					</Fragment>
				))}
			</p>
		</nav>
	);
}

function Branch({ tree }: { tree: Tree }) {
	const { t } = useTranslation();
	const f = useFormat();
	const own = tree.items[0];
	if (!own) return null;
	const rows = [
		{
			label: t("graph.branch"),
			value: t("tree.ofThemPaid", { n: f.count(own.branch_size), paid: f.count(own.branch_paid) }),
			id: "referral_branch",
		},
		{ label: t("graph.branchNet"), value: f.money(own.branch_net_kopeks), id: "referral_branch_net" },
	] as const;
	return (
		<dl className="flex flex-col gap-1.5">
			{rows.map((row) => (
				<div key={row.id} className="flex items-center justify-between gap-3">
					<dt className="flex items-center gap-1.5 text-muted">
						{row.label}
						<DefinitionInfo id={row.id} completeUntil={tree.complete_until} />
					</dt>
					<dd className="num font-medium">{row.value}</dd>
				</div>
			))}
		</dl>
	);
}
