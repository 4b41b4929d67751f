import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ReferralGraphNode } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { CopyPicked } from "@/components/ui/list-parts";
import { DataTable } from "@/components/ui/table";
import { type Columns, columnsOf } from "@/components/ui/table-columns";
import { bySize, type People } from "@/features/referral-graph/forest";
import type { SizeBy } from "@/features/referral-graph/search";
import { useFormat } from "@/lib/use-format";

const MOST = 50;
const column = columnsOf<ReferralGraphNode>();
const rowId = (row: ReferralGraphNode) => row.id;

type Props = {
	people: People;
	by: SizeBy;
	onBy: (by: SizeBy) => void;
	focus: string | undefined;
	onPick: (id: string) => void;
};

/** The same in rows, for those who do not see the drawing: the largest branches. */
export function BranchTable({ people, by, onBy, focus, onPick }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const columns = useColumns(onPick);
	const rows = useMemo(() => {
		const inviters = people.nodes.flatMap((node, at) => (node.branch_size > 0 ? [at] : []));
		return inviters
			.sort(bySize(people, by))
			.slice(0, MOST)
			.map((at) => people.nodes[at] as ReferralGraphNode);
	}, [people, by]);
	return (
		<DataTable
			name="referral-branches"
			label={t("graph.table")}
			columns={columns}
			rows={rows}
			rowId={rowId}
			card={(row) => (
				<>
					<span className="flex items-center justify-between gap-3">
						<span className="truncate font-medium">{row.label || `#${row.id}`}</span>
						<span className="num shrink-0">{f.money(row.branch_net_kopeks)}</span>
					</span>
					<span className="num mt-0.5 block text-muted text-xs">
						{t("graph.branchShort", { size: f.count(row.branch_size) })}
					</span>
				</>
			)}
			href={(row) => `/customers/${row.id}`}
			openId={focus}
			onOpen={(row) => onPick(row.id)}
			gone={(row) => row.gone}
			sort={{ value: by, onChange: (next) => onBy(next as SizeBy) }}
			summary={<h2 className="font-medium text-base">{t("graph.table")}</h2>}
			empty={<Empty title={t("graph.none")} text={t("graph.noneText")} />}
			bulk={(picked, clear) => (
				<CopyPicked label={t("graph.copyIds")} lines={picked.map(rowId)} clear={clear} />
			)}
		/>
	);
}

function useColumns(onPick: (id: string) => void): Columns<ReferralGraphNode> {
	const { t } = useTranslation();
	const f = useFormat();
	// biome-ignore lint/correctness/useExhaustiveDependencies: who is picked does not change how a row looks
	return useMemo(
		() => [
			column.display({
				id: "name",
				meta: { label: t("referrals.referrer"), fixed: true, className: "min-w-48" },
				cell: ({ row: { original: row } }) => (
					<button
						type="button"
						onClick={() => onPick(row.id)}
						className="max-w-full truncate rounded-sm font-medium hover:underline"
					>
						{row.label || `#${row.id}`}
					</button>
				),
			}),
			column.display({
				id: "paid",
				meta: { label: t("graph.self") },
				cell: ({ row: { original: row } }) => (
					<Badge tone={row.paid ? "good" : "plain"}>{t(row.paid ? "graph.paid" : "graph.unpaid")}</Badge>
				),
			}),
			column.display({
				id: "invited",
				meta: { label: t("graph.invited"), align: "right" },
				cell: ({ row: { original: row } }) => f.count(row.invited),
			}),
			column.display({
				id: "branch",
				meta: { label: t("graph.branch"), align: "right", sort: { desc: "branch" } },
				cell: ({ row: { original: row } }) => f.count(row.branch_size),
			}),
			column.display({
				id: "net",
				meta: { label: t("graph.branchNet"), align: "right", sort: { desc: "net" } },
				cell: ({ row: { original: row } }) => f.money(row.branch_net_kopeks),
			}),
			column.display({
				id: "own",
				meta: { label: t("graph.ownNet"), align: "right" },
				cell: ({ row: { original: row } }) => f.money(row.net_kopeks),
			}),
			column.display({
				id: "depth",
				meta: { label: t("graph.depth"), align: "right" },
				cell: ({ row: { original: row } }) => f.count(row.depth),
			}),
		],
		[t, f],
	);
}
