import { useMatches } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Badge } from "@/components/ui/badge";
import { Kbd } from "@/components/ui/kbd";
import { Tooltip } from "@/components/ui/tooltip";
import { HealthDot } from "@/features/data-health/health-dot";
import { PaymentTicker } from "@/features/live/payment-ticker";
import { AccountMenu } from "@/features/shell/account-menu";

const MODIFIER = /Mac|iP(hone|ad)/.test(navigator.userAgent) ? "⌘" : "Ctrl";

export function TopBar({ onPalette }: { onPalette: () => void }) {
	const { t } = useTranslation();
	const me = useMe();
	const title = useMatches({
		select: (matches) => matches.findLast((match) => match.staticData.title)?.staticData.title,
	});
	return (
		<header className="sticky top-0 z-20 flex h-14 items-center gap-2 border-b bg-surface px-4 md:px-6">
			<h1 className="truncate font-semibold text-base md:text-lg">{title ? t(title) : "Remnadesk"}</h1>
			{me.demo && (
				<Tooltip text={t("demo.hint")} side="bottom">
					<button type="button" className="shrink-0 rounded-full">
						<Badge tone="info">
							<span className="max-sm:hidden">{t("demo.badge")}</span>
							<span className="sm:hidden">{t("demo.short")}</span>
						</Badge>
					</button>
				</Tooltip>
			)}
			<div className="ml-auto flex items-center gap-1">
				<PaymentTicker />
				<button
					type="button"
					onClick={onPalette}
					aria-label={t("palette.open")}
					className="flex h-8 items-center gap-2 rounded-lg border-line px-2 text-muted hover:bg-hover hover:text-fg md:mr-2 md:w-60 md:border md:bg-bg"
				>
					<Search className="size-4" strokeWidth={1.5} aria-hidden />
					<span className="flex-1 text-left max-md:hidden">{t("palette.open")}</span>
					<span className="flex gap-1 max-md:hidden">
						<Kbd>{MODIFIER}</Kbd>
						<Kbd>K</Kbd>
					</span>
				</button>
				<HealthDot />
				<AccountMenu />
			</div>
		</header>
	);
}
