import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Stats } from "@/api/client";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { type Part, SplitBars } from "@/components/ui/split-bars";
import { useGatewayName } from "@/features/transactions/words";
import { parseKopeks } from "@/lib/format";
import { useFormat } from "@/lib/use-format";

const SHOWN = 5;

type Props = {
	title: string;
	stats: Stats | undefined;
	error?: unknown;
	onRetry?: () => void;
	period: string;
	className?: string;
};

/** Money in by payment method: five largest, then the others. */
export function MethodSplit({ title, stats, error, onRetry, period, className }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const gatewayName = useGatewayName();
	const navigate = useNavigate();
	const all = (stats?.methods ?? [])
		.map((method) => ({
			gateway: method.gateway,
			value: parseKopeks(method.cash?.cash_in_kopeks) ?? 0n,
			payments: method.cash?.payments ?? 0,
		}))
		.sort((a, b) => (b.value > a.value ? 1 : b.value < a.value ? -1 : 0));
	const rest = all.slice(SHOWN);
	const parts: Part[] = all.slice(0, SHOWN).map((method, index) => ({
		key: method.gateway,
		label: gatewayName(method.gateway),
		value: method.value,
		shown: f.money(method.value),
		hint: t("metric.paymentsCount", { count: method.payments, n: f.count(method.payments) }),
		color: `var(--series-${index + 1})`,
		onClick: () => void navigate({ to: "/transactions", search: { period, method: [method.gateway] } }),
	}));
	if (rest.length > 0) {
		const value = rest.reduce((sum, method) => sum + method.value, 0n);
		const payments = rest.reduce((sum, method) => sum + method.payments, 0);
		parts.push({
			key: "rest",
			label: t("metric.others"),
			value,
			shown: f.money(value),
			hint: t("metric.paymentsCount", { count: payments, n: f.count(payments) }),
			color: "var(--series-rest)",
		});
	}
	return (
		<Card title={title} className={className}>
			{error && !stats ? (
				<ErrorState error={error} onRetry={onRetry} compact />
			) : !stats ? (
				<div className="flex flex-col gap-4">
					{["a", "b", "c", "d", "e"].map((key) => (
						<Skeleton key={key} className="h-9" />
					))}
				</div>
			) : parts.length === 0 ? (
				<Empty title={t("overview.noPayments")} compact />
			) : (
				<SplitBars parts={parts} />
			)}
		</Card>
	);
}
