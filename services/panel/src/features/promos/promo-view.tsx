import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Promo } from "@/api/client";
import { promoQuery } from "@/api/queries/promos";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy";
import { ErrorState } from "@/components/ui/error";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { PromoActions } from "@/features/promos/promo-actions";
import { PromoEffect } from "@/features/promos/promo-effect";
import { PromoUses } from "@/features/promos/promo-uses";
import { UseBar } from "@/features/promos/use-bar";
import { promoTone, usePromoWords } from "@/features/promos/words";
import { useFormat } from "@/lib/use-format";

/** One promo code: what it gives, what it brought, who used it. In the drawer and on the page. */
export function PromoView({ id, wide }: { id: string; wide?: boolean }) {
	const { t } = useTranslation();
	const f = useFormat();
	const { data, error, refetch } = useQuery(promoQuery(id));
	if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
	const promo = data?.promo;
	if (!data || !promo) {
		return (
			<div className="flex flex-col gap-4">
				<Skeleton className="h-28 rounded-xl" />
				<Skeleton className="h-52 rounded-xl" />
				<Skeleton className="h-64 rounded-xl" />
			</div>
		);
	}
	return (
		<div className="flex flex-col gap-4">
			{promo.gone_at && (
				<Notice tone="info" title={t("promos.goneTitle")}>
					{t("promos.goneText", { date: f.dateTime(promo.gone_at) })}
				</Notice>
			)}
			<PromoActions promo={promo} />
			<PromoEffect data={data} wide={wide} />
			<div className={wide ? "grid gap-4 lg:grid-cols-2" : "flex flex-col gap-4"}>
				<PromoFacts promo={promo} />
				<PromoUses id={id} />
			</div>
		</div>
	);
}

function PromoFacts({ promo }: { promo: Promo }) {
	const { t } = useTranslation();
	const f = useFormat();
	const words = usePromoWords();
	const facts = [
		{ label: t("promos.code"), value: <CopyText text={promo.code} className="font-mono" /> },
		{ label: t("promos.typeLabel"), value: words.type(promo.type) },
		{ label: t("promos.givesLabel"), value: words.gives(promo) },
		{ label: t("promos.uses"), value: <UseBar promo={promo} /> },
		{
			label: t("promos.validFrom"),
			value: promo.valid_from ? f.dateTime(promo.valid_from) : t("promos.atOnce"),
		},
		{
			label: t("promos.validUntil"),
			value: promo.valid_until ? f.dateTime(promo.valid_until) : t("promos.noEnd"),
		},
		...(promo.first_purchase_only ? [{ label: t("promos.firstOnly"), value: t("common.yes") }] : []),
		...(promo.tariff_id ? [{ label: t("promos.tariff"), value: promo.tariff_name ?? promo.tariff_id }] : []),
		...(promo.promo_group_id
			? [{ label: t("promos.group"), value: promo.promo_group_name ?? promo.promo_group_id }]
			: []),
		{ label: t("promos.created"), value: f.dateTime(promo.created_at) },
	];
	return (
		<Card
			title={t("promos.about")}
			actions={<Badge tone={promoTone(promo.state)}>{words.state(promo.state)}</Badge>}
		>
			<Facts items={facts} />
		</Card>
	);
}
