import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { invalidate } from "@/api/queries/entities";
import { connect } from "@/features/live/stream";
import { publishLive } from "@/features/live/use-live-state";

const EVERY = 800;

/** Keeps open pages true while somebody is signed in: refetches only on `changed`, at most about once a second per entity. */
export function useLive(): void {
	const client = useQueryClient();
	useEffect(() => {
		const waiting = new Map<string, ReturnType<typeof setTimeout>>();
		const last = new Map<string, number>();
		const changed = (entity: string) => {
			if (waiting.has(entity)) return;
			const wait = Math.max(0, (last.get(entity) ?? 0) + EVERY - Date.now());
			const refetch = () => {
				waiting.delete(entity);
				last.set(entity, Date.now());
				void invalidate(client, entity);
			};
			waiting.set(entity, setTimeout(refetch, wait));
		};
		const leave = connect((message) => {
			if (message.kind === "state") publishLive({ state: message.state });
			else if (message.kind === "reset") void client.invalidateQueries();
			else if (message.kind === "changed") changed(message.service === "bridge" ? "status" : message.entity);
			else if (message.kind === "domain" && message.event.type.endsWith("payment.completed"))
				publishLive({ payment: message.event });
		});
		return () => {
			leave();
			for (const timer of waiting.values()) clearTimeout(timer);
			publishLive({ state: "connecting", payment: undefined });
		};
	}, [client]);
}
