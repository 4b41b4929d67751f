import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { ReferralGraphQuery } from "@/api/client";
import { referralGraphQuery } from "@/api/queries";
import { peopleOf } from "@/features/referral-graph/forest";

/** The graph, page after page; what has come is there at once. */
export function useGraph(question: ReferralGraphQuery) {
	const query = useInfiniteQuery(referralGraphQuery(question));
	const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
	useEffect(() => {
		if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
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
