import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReferralNode } from "@/api/client";
import { invitedQuery } from "@/api/queries/referrals";
import { Button } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { nameOf } from "@/features/subscriptions/words";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/use-format";

type Props = {
	label: string;
	/** Whose invited they are. */
	of: string;
	/** Those already known, and where the list goes on after them. */
	first: readonly ReferralNode[];
	from: string;
	/** How many are not known yet. */
	more: number;
};

const NONE: readonly ReferralNode[] = [];

/** Whom one customer invited, the largest branch first; each opens into those they invited. */
export function TreeLevel({ label, of, first, from, more }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const [asked, setAsked] = useState(first.length === 0);
	const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
		...invitedQuery(of, from),
		enabled: asked && more > 0,
	});
	const later = data?.pages.flatMap((page) => page.items) ?? NONE;
	const left = more - later.length;
	const goOn = () => {
		if (!asked) setAsked(true);
		else void (hasNextPage ? fetchNextPage() : refetch());
	};
	return (
		<div className="flex flex-col gap-1">
			<ul aria-label={label} className="flex flex-col">
				{[...first, ...later].map((node) => (
					<TreeRow key={node.customer_id} node={node} />
				))}
			</ul>
			{isFetching && <Skeleton className="h-6 w-48" />}
			{error && <ErrorLine error={error} />}
			{!isFetching && left > 0 && (
				<div>
					<Button look="ghost" onClick={goOn}>
						{error ? t("common.retry") : t("tree.more", { n: f.count(left) })}
					</Button>
				</div>
			)}
		</div>
	);
}

function TreeRow({ node }: { node: ReferralNode }) {
	const { t } = useTranslation();
	const f = useFormat();
	const [open, setOpen] = useState(false);
	const name = nameOf(node.customer, node.customer_id);
	return (
		<li>
			<div className="flex h-8 items-center gap-1.5">
				{node.invited > 0 ? (
					<button
						type="button"
						aria-expanded={open}
						aria-label={t("tree.open", { name })}
						onClick={() => setOpen(!open)}
						className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-fg"
					>
						<ChevronRight className={cn("size-4 transition-transform", open && "rotate-90")} aria-hidden />
					</button>
				) : (
					<span className="w-6 shrink-0" />
				)}
				<span
					className={cn("size-2 shrink-0 rounded-full", node.paid ? "bg-good" : "border-2 border-muted")}
					aria-hidden
				/>
				<span className="sr-only">{t(node.paid ? "graph.paid" : "graph.unpaid")}</span>
				<Link
					to="/customers/$id"
					params={{ id: node.customer_id }}
					className="min-w-0 truncate rounded-sm hover:underline"
				>
					{name}
				</Link>
				<span className="num ml-auto shrink-0 whitespace-nowrap text-muted text-xs">
					{node.branch_size > 0
						? t("tree.branch", { size: f.count(node.branch_size), sum: f.money(node.branch_net_kopeks) })
						: f.money(node.net_kopeks)}
				</span>
			</div>
			{open && (
				<div className="ml-3 border-l pl-2">
					<TreeLevel
						label={t("tree.invitedBy", { name })}
						of={node.customer_id}
						first={NONE}
						from=""
						more={node.invited}
					/>
				</div>
			)}
		</li>
	);
}
