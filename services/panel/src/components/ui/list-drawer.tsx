import type { ReactNode } from "react";
import { Drawer } from "@/components/ui/drawer";

type Props = {
	id: string | undefined;
	/** The rows of the page behind it, in their order: the drawer walks them. It may show a row that is not among them. */
	ids: readonly string[];
	title: (id: string) => string;
	onOpen: (id: string | undefined) => void;
	/** Beside the title, for example the way to the row's own page. */
	actions?: ((id: string) => ReactNode) | undefined;
	children: (id: string) => ReactNode;
};

/** One row of a list, open beside it. */
export function ListDrawer({ id, ids, title, onOpen, actions, children }: Props) {
	if (id === undefined) return null;
	const at = ids.indexOf(id);
	const previous = at > 0 ? ids[at - 1] : undefined;
	const next = at >= 0 ? ids[at + 1] : undefined;
	return (
		<Drawer
			open
			onClose={() => onOpen(undefined)}
			title={title(id)}
			onPrevious={previous ? () => onOpen(previous) : undefined}
			onNext={next ? () => onOpen(next) : undefined}
			actions={actions?.(id)}
		>
			{children(id)}
		</Drawer>
	);
}
