import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { findQuery } from "@/api/queries/customers";
import { may, useMe } from "@/api/session";
import { CONTROL } from "@/components/ui/field";
import { Kbd } from "@/components/ui/kbd";
import { findIn, type People } from "@/features/referral-graph/forest";
import { nameOf } from "@/features/subscriptions/words";
import { cn } from "@/lib/cn";
import { useHotkeys } from "@/lib/hotkeys";
import { useFormat } from "@/lib/use-format";

const MOST = 8;

type Hit = { id: string; name: string; hint: string };

/** Finds a person of the graph by name, number, @username or Telegram id; who is not shown leads to a graph of their own. */
export function NodeSearch({ people, onPick }: { people: People; onPick: (id: string) => void }) {
	const { t } = useTranslation();
	const [text, setText] = useState("");
	const [open, setOpen] = useState(false);
	const [chosen, setChosen] = useState(0);
	const input = useRef<HTMLInputElement>(null);
	const list = useId();
	const hits = useHits(people, text);
	useHotkeys({
		"/": (event) => {
			event.preventDefault();
			input.current?.focus();
		},
	});
	const pick = (hit: Hit | undefined) => {
		if (!hit) return;
		onPick(hit.id);
		setText("");
		setOpen(false);
		input.current?.blur();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
		if (step !== 0 && hits.length > 0) {
			event.preventDefault();
			setChosen((old) => (old + step + hits.length) % hits.length);
		} else if (event.key === "Enter") {
			event.preventDefault();
			pick(hits[chosen]);
		} else if (event.key === "Escape") {
			event.stopPropagation();
			setOpen(false);
			input.current?.blur();
		}
	};
	const shown = open && text.trim() !== "";
	return (
		<div className="relative w-full sm:w-72">
			<Search
				className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted"
				strokeWidth={1.5}
				aria-hidden
			/>
			<input
				ref={input}
				value={text}
				onChange={(event) => {
					setText(event.target.value);
					setChosen(0);
					setOpen(true);
				}}
				onFocus={() => setOpen(true)}
				onBlur={() => setOpen(false)}
				onKeyDown={onKeyDown}
				role="combobox"
				aria-expanded={shown}
				aria-controls={list}
				aria-autocomplete="list"
				aria-activedescendant={shown && hits[chosen] ? `${list}-${chosen}` : undefined}
				aria-label={t("graph.search")}
				placeholder={t("graph.search")}
				autoComplete="off"
				className={cn(CONTROL, "h-8 pr-8 pl-8")}
			/>
			<span className="pointer-events-none absolute top-1.5 right-2 max-md:hidden">
				<Kbd>/</Kbd>
			</span>
			{shown && (
				<div
					id={list}
					aria-label={t("graph.search")}
					role="listbox"
					className="pop absolute z-20 mt-1 w-full p-1"
				>
					{hits.map((hit, at) => (
						<div
							key={hit.id}
							id={`${list}-${at}`}
							role="option"
							tabIndex={-1}
							aria-selected={at === chosen}
							onPointerDown={(event) => {
								event.preventDefault();
								pick(hit);
							}}
							className="flex cursor-pointer items-baseline gap-2 rounded-md px-2 py-1.5 hover:bg-hover aria-selected:bg-press"
						>
							<span className="min-w-0 flex-1 truncate">{hit.name}</span>
							<span className="num truncate text-muted text-xs">{hit.hint}</span>
						</div>
					))}
					{hits.length === 0 && (
						<div
							role="option"
							tabIndex={-1}
							aria-selected={false}
							aria-disabled
							className="px-2 py-1.5 text-muted"
						>
							{t("filter.nothing")}
						</div>
					)}
				</div>
			)}
		</div>
	);
}

function useHits(people: People, text: string): Hit[] {
	const { t } = useTranslation();
	const f = useFormat();
	const me = useMe();
	const wanted = useDeferredValue(text).trim();
	const asks = wanted.length > 1 && may(me, "customers:view");
	// Usernames and Telegram ids are no part of the graph: the server knows them. Without its answer names still work.
	const { data } = useQuery({ ...findQuery(wanted), enabled: asks, retry: false });
	return useMemo(() => {
		const hits = new Map<string, Hit>();
		for (const index of findIn(people, wanted, MOST)) {
			const node = people.nodes[index];
			if (!node) continue;
			const hint = t("graph.branchShort", { size: f.count(node.branch_size) });
			hits.set(node.id, { id: node.id, name: node.label || `#${node.id}`, hint });
		}
		for (const customer of asks ? (data?.customers ?? []) : []) {
			if (hits.has(customer.id)) continue;
			const index = people.at.get(customer.id);
			const node = index === undefined ? undefined : people.nodes[index];
			hits.set(customer.id, {
				id: customer.id,
				name: nameOf(customer, customer.id),
				hint: node ? t("graph.branchShort", { size: f.count(node.branch_size) }) : t("graph.notShown"),
			});
		}
		return [...hits.values()].slice(0, MOST);
	}, [people, wanted, asks, data, t, f]);
}
