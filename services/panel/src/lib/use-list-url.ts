import { useCallback } from "react";
import { type PageParams, paging } from "@/lib/paging";

type Go<S> = (to: { search: (old: S) => S; replace?: boolean }) => Promise<void>;

/**
 * The state of a list in the URL: its question, its place, and the row that is open beside it, named by `drawer`. A new question starts at the first
 * page and closes the drawer; a new page closes it too.
 */
export function useListUrl<S extends PageParams & { sort?: unknown }, K extends keyof S & string>(
	search: S,
	navigate: Go<S>,
	drawer?: K,
) {
	const closed = drawer && { [drawer]: undefined };
	const change = useCallback(
		(next: Partial<S>) =>
			void navigate({
				search: (old) => ({
					...old,
					after: undefined,
					p: undefined,
					...(drawer && { [drawer]: undefined }),
					...next,
				}),
			}),
		[navigate, drawer],
	);
	return {
		change,
		/** Opens a row, or closes the drawer. Going from row to row is one step of the history. */
		open: (id: string | undefined) =>
			void navigate({
				search: (old) => ({ ...old, ...(drawer && { [drawer]: id }) }),
				replace: drawer !== undefined && search[drawer] !== undefined && id !== undefined,
			}),
		/** Takes every filter away; the order stays. */
		reset: () => void navigate({ search: (old) => ({ sort: old.sort }) as S }),
		pages: (size: number, next: string | undefined) =>
			paging({
				params: search,
				size,
				next,
				go: (params) => void navigate({ search: (old) => ({ ...old, ...closed, ...params }) }),
			}),
	};
}
