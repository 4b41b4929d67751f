import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { ReferralGraphQuery } from "@/api/client";
import { referralGraphQuery } from "@/api/queries/referrals";
import { peopleOf } from "@/features/referral-graph/forest";

/** The graph, page after page; what has come is there at once. */
export function useGraph(question: ReferralGraphQuery) {
	const query = useInfiniteQuery(referralGraphQuery(question));
	const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
	const asking = useRef(false);
	const here = useRef(true);
	useEffect(() => {
		here.current = true;
		return () => {
			here.current = false;
		};
	}, []);
	useEffect(() => {
		if (!hasNextPage || isFetching || isFetchNextPageError || asking.current) return;
		asking.current = true;
		// One page after the other without waiting for the picture of the one before.
		const all = async () => {
			while (here.current) {
				const { isError, hasNextPage: more } = await fetchNextPage({ cancelRefetch: false });
				if (isError || !more) return;
			}
		};
		void all().finally(() => {
			asking.current = false;
		});
	}, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
	const pages = query.data?.pages;
	const people = useMemo(() => peopleOf(pages?.flatMap((page) => page.items) ?? []), [pages]);
	const last = pages?.at(-1);
	const complete = last !== undefined && !hasNextPage;
	useEffect(() => {
		if (complete) performance.mark("referral-graph:loaded");
	}, [complete]);
	return {
		people,
		answer: last,
		complete,
		error: query.error,
		/** Some of it has come, the rest has not. */
		partial: isFetchNextPageError && last !== undefined,
		retry: () => void (isFetchNextPageError ? fetchNextPage() : query.refetch()),
		refresh: () => void query.refetch(),
		refreshing: query.isRefetching,
	};
}
