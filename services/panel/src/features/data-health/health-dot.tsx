import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Tooltip } from "@/components/ui/tooltip";
import { useHealth } from "@/features/data-health/health";
import type { Health } from "@/features/data-health/health-rules";
import { cn } from "@/lib/cn";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

const DOTS: Record<Health["kind"], string> = {
	unknown: "rounded-full border-2 border-muted",
	connecting: "rounded-full border-2 border-muted",
	lost: "rotate-45 rounded-[1px] bg-warn",
	stale: "rotate-45 rounded-[1px] bg-warn",
	down: "rotate-45 rounded-[1px] bg-warn",
	paused: "rounded-[1px] bg-bad",
	importing: "rounded-full border-2 border-info",
	complete: "rounded-full bg-good",
};

/** How true the numbers are, in a few words; leads to the details. */
export function HealthDot() {
	const { t } = useTranslation();
	const health = useHealth();
	const words = useHealthWords();
	const allowed = useMay("data:view");
	const text = words(health);
	const body = (
		<>
			<span className={cn("size-2 shrink-0", DOTS[health.kind])} aria-hidden />
			<span className="num whitespace-nowrap text-xs max-lg:sr-only">{text}</span>
		</>
	);
	const look =
		"inline-flex h-8 items-center gap-2 rounded-lg px-2 text-secondary hover:bg-hover hover:text-fg max-md:justify-center";
	return (
		<Tooltip text={allowed ? t("health.details", { text }) : text} side="bottom">
			{allowed ? (
				<Link to="/data" data-health={health.kind} className={look}>
					{body}
				</Link>
			) : (
				<button type="button" data-health={health.kind} className={look}>
					{body}
				</button>
			)}
		</Tooltip>
	);
}

export function useHealthWords(): (health: Health) => string {
	const { t } = useTranslation();
	const f = useFormat();
	const now = useNow();
	const until = (at: string) => (f.sameDay(at, now) ? f.time(at) : f.dateTime(at));
	return (health) => {
		switch (health.kind) {
			case "complete":
				return t("health.complete", { time: until(health.completeUntil) });
			case "stale":
				return t("health.stale", { time: until(health.completeUntil) });
			case "down": {
				const away = health.seenAt ? f.duration((now.getTime() - Date.parse(health.seenAt)) / 1000) : "";
				if (!health.completeUntil) return t("health.downNothing");
				return away
					? t("health.downFor", { time: until(health.completeUntil), away })
					: t("health.down", { time: until(health.completeUntil) });
			}
			case "importing":
				return health.share === undefined
					? t("health.importing")
					: t("health.importingShare", { percent: f.percent(health.share) });
			default:
				return t(`health.${health.kind}`);
		}
	};
}
