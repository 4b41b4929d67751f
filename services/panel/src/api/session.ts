import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Me } from "@/api/client";
import { meQuery } from "@/api/queries/account";

const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Who is signed in; only inside the signed-in pages, whose route has loaded it. */
export function useMe(): Me {
	const { data } = useQuery(meQuery);
	const client = useQueryClient();
	const me = data ?? client.getQueryData(meQuery.queryKey);
	if (!me) throw new Error("nobody is signed in");
	return me;
}

/** The business time zone; the browser's own before sign-in. */
export function useZone(): string {
	const { data } = useQuery({ ...meQuery, enabled: false });
	return data?.timezone || LOCAL_ZONE;
}

export function may(me: Me, permission: string): boolean {
	return me.permissions.includes(permission);
}

export function useMay(permission: string): boolean {
	return may(useMe(), permission);
}
