type Node = {
	id: string;
	parent_id?: string;
	label: string;
	paid: boolean;
	net_kopeks: string;
	invited: number;
	branch_size: number;
	branch_net_kopeks: string;
	depth: number;
	gone: boolean;
	outside: boolean;
};
export function forestOf(count: number, nameOf: (at: number) => string): { items: Node[]; total: number };
