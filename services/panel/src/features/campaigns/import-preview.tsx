import { useTranslation } from "react-i18next";
import type { SpendCheck } from "@/api/client";
import { Badge } from "@/components/ui/badge";
import { Notice } from "@/components/ui/notice";
import { useFormat } from "@/lib/use-format";

const ISSUES = [
	"encoding",
	"size",
	"empty",
	"column_missing",
	"column_twice",
	"quote",
	"cells",
	"rows",
	"target_missing",
	"target_twice",
	"text_long",
	"date",
	"date_order",
	"date_far",
	"date_long",
	"amount",
	"amount_missing",
	"amount_negative",
	"amount_zero",
	"amount_huge",
	"amount_ambiguous",
	"currency",
	"campaign_unknown",
	"campaign_ambiguous",
] as const;
type Issue = (typeof ISSUES)[number];
const isIssue = (code: string): code is Issue => (ISSUES as readonly string[]).includes(code);

const cell = "px-3 py-1.5 text-left align-top";

/** What applying a file would do: the sums, what has to be mended, the rows. */
export function ImportPreview({ name, check }: { name: string; check: SpendCheck }) {
	const { t } = useTranslation();
	const f = useFormat();
	const sums = [
		{ label: t("campaigns.import.newRows"), value: f.count(check.new_rows), id: "import-new" },
		{ label: t("campaigns.import.sum"), value: f.money(check.new_kopeks), id: "import-sum" },
		{ label: t("campaigns.import.duplicates"), value: f.count(check.duplicates), id: "import-duplicates" },
		{ label: t("campaigns.import.wrong"), value: f.count(check.wrong_rows), id: "import-wrong" },
	];
	return (
		<div className="flex min-w-0 flex-col gap-4">
			<p className="truncate font-medium">{name}</p>
			<dl className="grid grid-cols-2 gap-3 md:grid-cols-4">
				{sums.map((sum) => (
					<div key={sum.id} className="rounded-lg border px-3 py-2">
						<dt className="text-muted text-xs">{sum.label}</dt>
						<dd className="num font-semibold text-lg" data-testid={sum.id}>
							{sum.value}
						</dd>
					</div>
				))}
			</dl>
			{check.encoding === "Windows-1251" && <Notice tone="info" title={t("campaigns.import.cp1251")} />}
			{check.ignored_columns.length > 0 && (
				<p className="text-muted text-xs">
					{t("campaigns.import.ignored", { columns: check.ignored_columns.join(", ") })}
				</p>
			)}
			{check.issue_count > 0 ? (
				<Notice tone="bad" title={t("campaigns.import.mend")} />
			) : (
				check.new_rows === 0 && <Notice tone="info" title={t("campaigns.import.nothingNew")} />
			)}
			{check.issues.length > 0 && <Issues check={check} />}
			{check.rows.length > 0 && <Rows check={check} />}
		</div>
	);
}

function Issues({ check }: { check: SpendCheck }) {
	const { t } = useTranslation();
	const f = useFormat();
	const more = check.issue_count - check.issues.length;
	return (
		<section>
			<h3 className="mb-2 font-medium">{t("campaigns.import.issues")}</h3>
			<ul className="max-h-72 divide-y overflow-y-auto rounded-lg border" data-testid="import-issues">
				{check.issues.map((issue) => (
					<li
						key={`${issue.line} ${issue.column} ${issue.code}`}
						className="grid gap-x-4 px-3 py-2 md:grid-cols-[160px_1fr]"
					>
						<span className="text-secondary text-xs">
							{issue.line === 0
								? t("campaigns.import.wholeFile")
								: `${t("campaigns.import.line")} ${f.count(issue.line)}`}
							{issue.column && <span className="block truncate text-muted">{issue.column}</span>}
						</span>
						<span className="min-w-0">
							<span className="font-medium">
								{isIssue(issue.code) ? t(`campaigns.import.issue.${issue.code}.what`) : issue.what}
							</span>
							{issue.value && (
								<code className="ml-2 break-all rounded-sm bg-press px-1 text-xs">{issue.value}</code>
							)}
							<span className="block text-secondary text-xs">
								{isIssue(issue.code) ? t(`campaigns.import.issue.${issue.code}.how`) : issue.how}
							</span>
						</span>
					</li>
				))}
			</ul>
			{more > 0 && (
				<p className="num mt-1 text-muted text-xs">
					{t("campaigns.import.moreIssues", { count: more, n: f.count(more) })}
				</p>
			)}
		</section>
	);
}

function Rows({ check }: { check: SpendCheck }) {
	const { t } = useTranslation();
	const f = useFormat();
	const more = check.entries - check.wrong_rows - check.rows.length;
	return (
		<section>
			<h3 className="mb-2 font-medium">{t("campaigns.import.rowsTitle")}</h3>
			<section
				className="max-h-72 overflow-auto rounded-lg border"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
				tabIndex={0}
				aria-label={t("campaigns.import.rowsTitle")}
			>
				<table className="w-full">
					<thead className="sticky top-0 bg-raised text-muted text-xs">
						<tr>
							<th className={cell}>{t("campaigns.import.line")}</th>
							<th className={cell}>{t("campaigns.spendWhat")}</th>
							<th className={cell}>{t("campaigns.spendDays")}</th>
							<th className={`${cell} text-right`}>{t("campaigns.spendSum")}</th>
							<th className={cell}>{t("campaigns.spendNote")}</th>
						</tr>
					</thead>
					<tbody>
						{check.rows.map((row) => (
							<tr key={row.line} className="border-t">
								<td className={`${cell} num text-muted`}>{f.count(row.line)}</td>
								<td className={cell}>
									{row.campaign_name ?? row.channel}
									{row.duplicate && (
										<Badge tone="plain" className="ml-2">
											{row.duplicate === "ledger"
												? t("campaigns.import.dupLedger")
												: t("campaigns.import.dupFile", { line: f.count(row.same_as_line) })}
										</Badge>
									)}
								</td>
								<td className={`${cell} num whitespace-nowrap`}>{f.dayRange(row.first_day, row.last_day)}</td>
								<td className={`${cell} num whitespace-nowrap text-right`}>{f.money(row.amount_kopeks)}</td>
								<td className={`${cell} max-w-48 truncate text-secondary`}>{row.note}</td>
							</tr>
						))}
					</tbody>
				</table>
			</section>
			{more > 0 && (
				<p className="num mt-1 text-muted text-xs">
					{t("campaigns.import.moreRows", { count: more, n: f.count(more) })}
				</p>
			)}
		</section>
	);
}
