// A made-up forest of invitations, in the shape of sales.v1.ReferralGraphNode: a few stars, long chains, many small branches.

function randomOf(seed) {
	let state = seed;
	return () => {
		state = (state * 1664525 + 1013904223) % 4294967296;
		return state / 4294967296;
	};
}

/** Parents by index, -1 at the top: some are born inviters, and whoever has invited many invites more. */
function parentsOf(count, random) {
	const parents = [-1];
	const inviters = [0];
	for (let at = 1; at < count; at++) {
		const luck = random();
		const pick = (list) => list[Math.floor(random() ** 1.15 * list.length)];
		const parent = luck < 0.3 ? -1 : luck < 0.93 ? pick(inviters) : Math.floor(random() * at);
		parents.push(parent);
		if (parent >= 0) inviters.push(parent);
	}
	return parents;
}

/** `count` customers with an invitation above or below them, largest branches first, a parent before those it invited. */
export function forestOf(count, nameOf) {
	const random = randomOf(20);
	const parents = parentsOf(Math.ceil(count * 1.5), random);
	const nodes = parents.map((parent, at) => {
		const paid = random() < 0.34;
		return {
			at,
			parent,
			paid,
			net: paid ? (1 + Math.floor(random() ** 3 * 40)) * 29900 : 0,
			invited: 0,
			invitedPaid: 0,
			size: 0,
			branchPaid: 0,
			branchNet: 0,
			children: [],
		};
	});
	for (let at = nodes.length - 1; at >= 0; at--) {
		const node = nodes[at];
		const above = nodes[node.parent];
		if (!above) continue;
		above.invited++;
		if (node.paid) above.invitedPaid++;
		above.size += node.size + 1;
		above.branchPaid += node.branchPaid + (node.paid ? 1 : 0);
		above.branchNet += node.branchNet + node.net;
		above.children.push(node);
	}
	for (const node of nodes) node.children.sort((a, b) => b.size - a.size || a.at - b.at);
	const tops = nodes.filter((node) => node.parent < 0 && node.size > 0).sort((a, b) => b.size - a.size);
	const out = [];
	for (const top of tops) {
		let level = [top];
		for (let depth = 0; level.length > 0; depth++) {
			for (const node of level) out.push({ ...node, depth });
			level = level.flatMap((node) => node.children);
		}
	}
	const shown = out.slice(0, count);
	const id = (at) => String(1000 + at);
	return {
		total: out.length,
		byId: new Map(shown.map((node) => [id(node.at), node])),
		id,
		items: shown.map((node) => ({
			id: id(node.at),
			...(node.parent >= 0 && { parent_id: id(node.parent) }),
			label: nameOf(node.at),
			paid: node.paid,
			net_kopeks: String(node.net),
			invited: node.invited,
			branch_size: node.size,
			branch_net_kopeks: String(node.branchNet),
			depth: node.depth,
			gone: node.at % 97 === 5,
			outside: false,
		})),
	};
}
