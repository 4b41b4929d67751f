import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "@/api/queries/account";
import { overviewQuery } from "@/api/queries/overview";
import { may, useMe } from "@/api/session";
import { type Health, healthOf } from "@/features/data-health/health-rules";
import { useLiveState } from "@/features/live/use-live-state";
import { useNow } from "@/lib/now";

/** How true the numbers are now. Those who may not see the capture's state get it from the answers' own marks. */
export function useHealth(): Health {
	const me = useMe();
	const mayStatus = me.bedolaga_enabled && may(me, "data:view");
	const { data: status } = useQuery({ ...statusQuery, enabled: mayStatus });
	const { data: overview } = useQuery({
		...overviewQuery,
		enabled: !mayStatus && me.bedolaga_enabled && may(me, "sales:view"),
	});
	const live = useLiveState();
	const now = useNow();
	return healthOf(status, overview?.complete_until, live, now.getTime());
}
