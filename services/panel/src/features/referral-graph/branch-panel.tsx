import { Link } from "@tanstack/react-router";
import { ChevronRight, X } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { DefinitionInfo } from "@/components/ui/info";
import { aboveOf, invitedOf, type People } from "@/features/referral-graph/forest";
import type { SizeBy } from "@/features/referral-graph/search";
import { useFormat } from "@/lib/use-format";

type Props = {
	people: People;
	index: number;
	by: SizeBy;
	completeUntil: string | undefined;
	onPick: (id: string | undefined) => void;
	/** Shows this branch alone; absent when it is all there is. */
	onAlone?: (() => void) | undefined;
};

const MOST = 8;

/** The branch in focus: whose it is, what it holds and brought, the way up and the largest below. */
export function BranchPanel({ people, index, by, completeUntil, onPick, onAlone }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const node = people.nodes[index];
	if (!node) return null;
	const labelOf = (at: number) => people.nodes[at]?.label || `#${people.nodes[at]?.id}`;
	const above = aboveOf(people, index);
	const invited = invitedOf(people, index, by);
	const rows: { label: string; value: ReactNode; info?: ReactNode }[] = [
		{ label: t("graph.invited"), value: f.count(node.invited) },
		{
			label: t("graph.branch"),
			value: t("graph.people", { count: node.branch_size, n: f.count(node.branch_size) }),
			info: <DefinitionInfo id="referral_branch" completeUntil={completeUntil} />,
		},
		{
			label: t("graph.branchNet"),
			value: f.money(node.branch_net_kopeks),
			info: <DefinitionInfo id="referral_branch_net" completeUntil={completeUntil} />,
		},
		{ label: t("graph.ownNet"), value: f.money(node.net_kopeks) },
	];
	return (
		<section
			aria-label={t("graph.panel")}
			data-testid="branch"
			className="flex min-h-0 flex-col gap-3 overflow-y-auto border-t p-4 md:w-80 md:shrink-0 md:border-t-0 md:border-l"
		>
			<header className="flex items-start gap-2">
				<div className="min-w-0 flex-1">
					<h2 className="truncate font-semibold text-base">{labelOf(index)}</h2>
					<p className="num text-muted text-xs">{t("customers.title", { id: node.id })}</p>
				</div>
				<Button look="ghost" size="icon" aria-label={t("graph.unfocus")} onClick={() => onPick(undefined)}>
					<X className="size-4" aria-hidden />
				</Button>
			</header>
			<div className="flex flex-wrap gap-2">
				<Badge tone={node.paid ? "good" : "plain"}>{t(node.paid ? "graph.paid" : "graph.unpaid")}</Badge>
				{node.gone && <Badge tone="plain">{t("customers.gone")}</Badge>}
				{node.outside && <Badge tone="plain">{t("graph.outside")}</Badge>}
			</div>
			<dl className="flex flex-col gap-1.5">
				{rows.map((row) => (
					<div key={row.label} className="flex items-center justify-between gap-3">
						<dt className="flex items-center gap-1.5 text-muted">
							{row.label}
							{row.info}
						</dt>
						<dd className="num font-medium">{row.value}</dd>
					</div>
				))}
			</dl>
			<div className="flex flex-wrap gap-2">
				<Button asChild>
					<Link to="/customers/$id" params={{ id: node.id }}>
						{t("customers.open")}
					</Link>
				</Button>
				{onAlone && <Button onClick={onAlone}>{t("graph.alone")}</Button>}
			</div>
			{above.length > 0 && (
				<nav aria-label={t("graph.above")} className="border-t pt-3">
					<p className="mb-1 text-muted text-xs">{t("graph.above")}</p>
					<p className="flex flex-wrap items-center gap-x-1">
						{above.map((at) => (
							<Fragment key={at}>
								<button
									type="button"
									onClick={() => onPick(people.nodes[at]?.id)}
									className="max-w-full truncate rounded-sm text-accent-ink hover:underline"
								>
									{labelOf(at)}
								</button>
								<ChevronRight className="size-3.5 text-muted last:hidden" aria-hidden />
							</Fragment>
						))}
					</p>
				</nav>
			)}
			{invited.length > 0 && (
				<div className="border-t pt-3">
					<p className="mb-1 text-muted text-xs">{t("graph.below")}</p>
					<ul className="-mx-2">
						{invited.slice(0, MOST).map((at) => (
							<li key={at}>
								<button
									type="button"
									onClick={() => onPick(people.nodes[at]?.id)}
									className="flex w-full items-baseline gap-2 rounded-md px-2 py-1 text-left hover:bg-hover"
								>
									<span className="min-w-0 flex-1 truncate">{labelOf(at)}</span>
									<span className="num text-muted text-xs">
										{by === "branch"
											? f.count(people.nodes[at]?.branch_size)
											: f.money(people.nodes[at]?.branch_net_kopeks)}
									</span>
								</button>
							</li>
						))}
					</ul>
					{invited.length > MOST && (
						<p className="num mt-1 text-muted text-xs">
							{t("graph.more", { n: f.count(invited.length - MOST) })}
						</p>
					)}
				</div>
			)}
		</section>
	);
}
