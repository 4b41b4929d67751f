import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Correction, Payment } from "@/api/client";
import { ApiError } from "@/api/errors";
import { paymentQuery } from "@/api/queries/transactions";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { Skeleton } from "@/components/ui/skeleton";
import { useCorrectionText, useFactWords } from "@/features/facts/words";
import { useFormat } from "@/lib/use-format";

/** What an operation bought, how that is known, and how it was corrected. */
export function PaymentCard({ id }: { id: string }) {
	const { t } = useTranslation();
	const { data, error, refetch } = useQuery(paymentQuery("transaction", id));
	const waits = error instanceof ApiError && error.status === 404;
	if (waits) {
		return (
			<Card title={t("fact.title")} flush>
				<Empty title={t("fact.waiting")} text={t("fact.waitingText")} compact />
			</Card>
		);
	}
	if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
	if (!data?.payment) return <Skeleton className="h-52 rounded-xl" />;
	return (
		<>
			<PaymentFacts payment={data.payment} />
			{data.corrections.length > 0 && <Corrections rows={data.corrections} />}
		</>
	);
}

function PaymentFacts({ payment }: { payment: Payment }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useFactWords();
	const unsure = payment.bought === "unclassified";
	const named = (name: string, by: string) => t("fact.named", { name, how: words.how(by) });
	const days = payment.period_days;
	return (
		<Card
			title={t("fact.title")}
			actions={<Badge tone={unsure ? "warn" : "info"}>{words.bought(payment.bought)}</Badge>}
		>
			<p className="mb-3 text-secondary">{words.why(payment.why)}</p>
			<Facts
				items={[
					{ label: t("fact.evidence"), value: words.how(payment.evidence) },
					...(days
						? [
								{
									label: t("fact.period"),
									value: named(t("fact.days", { count: Number(days), n: f.count(days) }), payment.period_by),
								},
							]
						: []),
					...(payment.tariff_name || payment.tariff_id
						? [
								{
									label: t("fact.tariff"),
									value: payment.tariff_id
										? named(
												payment.tariff_name ?? t("fact.number", { id: payment.tariff_id }),
												payment.tariff_by,
											)
										: payment.tariff_name,
								},
							]
						: []),
					...(payment.subscription_id
						? [
								{
									label: t("fact.subscription"),
									value: (
										<>
											<Link
												to="/sales/subscriptions/$id"
												params={{ id: payment.subscription_id }}
												className="rounded-sm text-accent-ink hover:underline"
											>
												{t("fact.number", { id: payment.subscription_id })}
											</Link>{" "}
											<span className="text-muted">({words.how(payment.subscription_by)})</span>
										</>
									),
								},
							]
						: []),
					{ label: t("fact.books"), value: <Books payment={payment} /> },
					...(payment.conversion ? [{ label: t("fact.conversion"), value: t("common.yes") }] : []),
				]}
			/>
		</Card>
	);
}

function Books({ payment }: { payment: Payment }) {
	const { t } = useTranslation();
	const f = useFormat();
	const moved = [
		payment.cash_kopeks !== "0" && t("fact.cash", { sum: f.moneySigned(payment.cash_kopeks) }),
		payment.consumption_kopeks !== "0" &&
			t("fact.consumption", { sum: f.moneySigned(payment.consumption_kopeks) }),
		payment.wallet_kopeks !== "0" && t("fact.wallet", { sum: f.moneySigned(payment.wallet_kopeks) }),
	].filter(Boolean);
	return <>{moved.length > 0 ? moved.join(" · ") : t("fact.nothing")}</>;
}

function Corrections({ rows }: { rows: readonly Correction[] }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = useFactWords();
	const text = useCorrectionText();
	return (
		<Card title={t("fact.corrections")}>
			<p className="mb-2 text-secondary">{t("fact.correctionsText")}</p>
			<ul className="flex flex-col gap-2">
				{rows.map((row) => (
					<li key={row.id} className="border-line border-t pt-2">
						<p className="num break-words">{text(row)}</p>
						<p className="num text-muted text-xs">
							{f.dateTime(row.learned_at)} · {words.because(row.why)}
						</p>
					</li>
				))}
			</ul>
		</Card>
	);
}
