import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLatestPayment } from "@/features/live/use-live-state";
import { useGatewayName } from "@/features/transactions/words";
import { useFormat } from "@/lib/use-format";

const SHOWN_FOR = 6000;

/** The newest payment, for a few seconds, in the top bar. Says what happened; never refetches. */
export function PaymentTicker() {
	const { t } = useTranslation();
	const f = useFormat();
	const gatewayName = useGatewayName();
	const payment = useLatestPayment();
	const [shown, setShown] = useState<typeof payment>();
	useEffect(() => {
		setShown(payment);
		const timer = setTimeout(() => setShown(undefined), SHOWN_FOR);
		return () => clearTimeout(timer);
	}, [payment]);
	const amount = shown?.data?.amount_kopeks ?? shown?.data?.amountKopeks;
	if (typeof amount !== "string" && typeof amount !== "number") return null;
	const gateway = String(shown?.data?.gateway ?? "");
	return (
		<Link
			key={shown?.id}
			to="/transactions"
			search={{ period: "today" }}
			className="num animate-pop mr-2 hidden h-7 items-center gap-2 whitespace-nowrap rounded-full border border-good/30 bg-good/10 px-3 text-xs lg:inline-flex"
		>
			<span className="font-medium text-good-ink">+{f.money(String(amount))}</span>
			<span className="text-secondary">{gateway ? gatewayName(gateway) : t("live.payment")}</span>
		</Link>
	);
}
