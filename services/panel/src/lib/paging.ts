import { pageBefore, rememberPage } from "@/lib/pages";

export type PageParams = { after?: string | undefined; p?: number | undefined };

type Paging = {
	params: PageParams;
	size: number;
	next: string | undefined;
	go: (params: PageParams) => void;
};

/** Walks keyset pages both ways: what a pager needs. */
export function paging({ params, size, next, go }: Paging) {
	const { after, p = 1 } = params;
	return {
		first: (p - 1) * size + 1,
		onPrevious:
			after === undefined
				? undefined
				: () => {
						const before = pageBefore(after);
						go(before === "" ? { after: undefined, p: undefined } : { after: before, p: p - 1 });
					},
		onNext: next
			? () => {
					rememberPage(next, after ?? "");
					go({ after: next, p: p + 1 });
				}
			: undefined,
	};
}
