import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CustomerPromoUse, HistoryEntry, Payment, SubscriptionChange } from "@/api/client";
import { historyQuery } from "@/api/queries/customers";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { useFactWords } from "@/features/facts/words";
import { usePromoWords } from "@/features/promos/words";
import { useStatusName } from "@/features/subscriptions/words";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/use-format";
import type ru from "@/locales/ru/payments.json";

/** What changed when for a customer, the latest first. */
export function History({ customerId }: { customerId: string }) {
	const { t } = useTranslation();
	const f = useFormat();
	const list = useInfiniteQuery(historyQuery(customerId));
	if (list.error && !list.data) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
	if (!list.data) return <Skeleton className="h-64 rounded-xl" />;
	const rows = list.data.pages.flatMap((page) => page.items);
	const awaiting = list.data.pages[0]?.awaiting ?? "0";
	return (
		<Card title={t("fact.history.title")} flush>
			{awaiting !== "0" && (
				<p className="num px-4 pt-1 text-secondary text-sm">
					{t("fact.history.awaiting", { count: Number(awaiting), n: f.count(awaiting) })}
				</p>
			)}
			{rows.length === 0 ? (
				<Empty title={t("fact.history.none")} compact />
			) : (
				<ol className="py-1">
					{rows.map((row) => (
						<li key={row.key} className="border-line border-t px-4 py-2 first:border-t-0">
							<Entry row={row} />
						</li>
					))}
				</ol>
			)}
			{list.hasNextPage && (
				<div className="px-4 pb-3">
					<Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
						{t("fact.history.more")}
					</Button>
				</div>
			)}
		</Card>
	);
}

function Entry({ row }: { row: HistoryEntry }) {
	const f = useFormat();
	return (
		<div className="flex flex-col gap-0.5 sm:flex-row sm:items-baseline sm:gap-3">
			<time dateTime={row.at} className="num w-36 shrink-0 text-muted text-xs">
				{f.dateTime(row.at)}
			</time>
			<div className="min-w-0 flex-1">
				{row.subscription && <Changed change={row.subscription} />}
				{row.payment && <Paid payment={row.payment} />}
				{row.promo_use && <Promoted use={row.promo_use} />}
				{row.note && <Noted type={row.note.type} kopeks={row.note.amount_kopeks} />}
			</div>
		</div>
	);
}

function Promoted({ use: { promo, gone_at } }: { use: CustomerPromoUse }) {
	const { t } = useTranslation();
	const gives = usePromoWords().gives;
	return (
		<>
			<span className="font-medium">{t("fact.history.note.promocode_activation")}</span>{" "}
			{promo && (
				<Link
					to="/promos/$id"
					params={{ id: promo.id }}
					className="rounded-sm font-mono hover:text-accent-ink hover:underline"
				>
					{promo.code}
				</Link>
			)}
			{promo && (
				<p className="num text-secondary">
					{gives(promo)}
					{gone_at && ` · ${t("fact.history.useGone")}`}
				</p>
			)}
		</>
	);
}

function Changed({ change }: { change: SubscriptionChange }) {
	const { t } = useTranslation();
	const id = change.subscription_id;
	const { was, now } = change;
	const title =
		was === undefined
			? t(change.imported ? "fact.history.imported" : "fact.history.appeared", { id })
			: now?.gone && !was.gone
				? t("fact.history.gone", { id })
				: was.gone && !now?.gone
					? t("fact.history.returned", { id })
					: t("fact.history.changed", { id });
	const details = useDetails(change);
	return (
		<>
			<Link
				to="/sales/subscriptions/$id"
				params={{ id }}
				className="rounded-sm font-medium hover:text-accent-ink hover:underline"
			>
				{title}
			</Link>
			{details.length > 0 && <p className="num break-words text-secondary">{details.join(" · ")}</p>}
		</>
	);
}

/** What is different now; of the first state, what it was. */
function useDetails({ was, now }: SubscriptionChange): string[] {
	const { t } = useTranslation();
	const f = useFormat();
	const statusName = useStatusName();
	if (!now) return [];
	const tariff = (state: typeof now) =>
		state.tariff_name ??
		(state.tariff_id ? t("fact.number", { id: state.tariff_id }) : t("fact.history.noTariff"));
	if (!was) {
		return [
			statusName(now.status),
			...(now.is_trial ? [t("fact.history.isTrial")] : []),
			...(now.tariff_id ? [tariff(now)] : []),
			t("fact.history.ends", { date: f.date(now.ends_at) }),
		];
	}
	const details: string[] = [];
	if (was.status !== now.status)
		details.push(t("fact.history.status", { was: statusName(was.status), now: statusName(now.status) }));
	if (was.is_trial !== now.is_trial)
		details.push(t(was.is_trial ? "fact.history.trialEnded" : "fact.history.trialBegan"));
	if (was.tariff_id !== now.tariff_id)
		details.push(t("fact.history.tariff", { was: tariff(was), now: tariff(now) }));
	if (was.ends_at !== now.ends_at)
		details.push(t("fact.history.endsMoved", { was: f.date(was.ends_at), now: f.date(now.ends_at) }));
	if (was.starts_at !== now.starts_at)
		details.push(t("fact.history.starts", { date: f.date(now.starts_at) }));
	return details;
}

function Paid({ payment }: { payment: Payment }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useFactWords();
	const days = payment.period_days;
	// An order counts with its own payment; its delivery is told, but moves nothing.
	const delivery = payment.why === "delivery";
	const title = (
		<>
			{delivery ? t("fact.history.delivery") : words.bought(payment.bought)}
			{days ? `, ${t("fact.days", { count: Number(days), n: f.count(days) })}` : ""}
		</>
	);
	return (
		<div className="flex items-baseline justify-between gap-3">
			<span className="min-w-0">
				{payment.source === "transaction" ? (
					<Link
						to="/transactions"
						search={{ tx: payment.id, customer: payment.customer_id, period: "all" }}
						className="inline-block rounded-sm font-medium first-letter:uppercase hover:text-accent-ink hover:underline"
					>
						{title}
					</Link>
				) : (
					<span className="inline-block font-medium first-letter:uppercase">{title}</span>
				)}{" "}
				{payment.evidence !== "kind" && (
					<span className="text-muted text-xs">{words.how(payment.evidence)}</span>
				)}
			</span>
			<span className={cn("num shrink-0", payment.side === "none" && "text-muted line-through")}>
				{f.money(payment.amount_kopeks)}
			</span>
		</div>
	);
}

type Note = keyof (typeof ru)["fact"]["history"]["note"];

function Noted({ type, kopeks }: { type: string; kopeks: string | undefined }) {
	const { t, i18n } = useTranslation();
	const f = useFormat();
	const key = `fact.history.note.${type}`;
	return (
		<div className="flex items-baseline justify-between gap-3">
			<span className="font-medium">{i18n.exists(key) ? t(`fact.history.note.${type as Note}`) : type}</span>
			{kopeks && kopeks !== "0" && <span className="num shrink-0">{f.money(kopeks)}</span>}
		</div>
	);
}
