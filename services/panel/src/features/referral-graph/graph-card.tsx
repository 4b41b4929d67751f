import { Maximize, Minus, Plus, RotateCw } from "lucide-react";
import { lazy, type ReactNode, Suspense, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { BranchPanel } from "@/features/referral-graph/branch-panel";
import type { GraphHandle } from "@/features/referral-graph/graph-canvas";
import type { SizeBy } from "@/features/referral-graph/search";
import type { useGraph } from "@/features/referral-graph/use-graph";
import { useLayout } from "@/features/referral-graph/use-layout";
import { canDraw } from "@/features/referral-graph/webgl";
import { useHotkeys } from "@/lib/hotkeys";
import { withTexts } from "@/lib/texts";
import { useFormat } from "@/lib/use-format";

const GraphCanvas = lazy(() => withTexts(["graph"], import("@/features/referral-graph/graph-canvas")));

type Props = {
	graph: ReturnType<typeof useGraph>;
	by: SizeBy;
	/** Whose branch stands out. */
	focus: string | undefined;
	onPick: (id: string | undefined) => void;
	onAlone: ((id: string) => void) | undefined;
	empty: ReactNode;
};

/** The drawing with its tools, what it means, and the branch in focus beside it. */
export function GraphCard({ graph, by, focus, onPick, onAlone, empty }: Props) {
	const { t } = useTranslation();
	const f = useFormat();
	const help = useId();
	const handle = useRef<GraphHandle>(null);
	const [drawable, setDrawable] = useState(canDraw);
	const { people, answer, complete } = graph;
	const scene = useLayout(people, by, complete);
	const focused = focus === undefined ? undefined : people.at.get(focus);
	const bare = complete && people.nodes.length === 0;
	useHotkeys({
		"+": () => handle.current?.zoom(1.5),
		"=": () => handle.current?.zoom(1.5),
		"-": () => handle.current?.zoom(1 / 1.5),
		"0": () => handle.current?.fit(),
		...(focus !== undefined ? { Escape: () => onPick(undefined) } : {}),
	});
	if (graph.error && !answer) {
		return (
			<div className="card">
				<ErrorState error={graph.error} onRetry={graph.retry} />
			</div>
		);
	}
	if (bare) return <div className="card">{empty}</div>;
	return (
		<>
			{graph.partial && (
				<Notice
					tone="warn"
					title={t("graph.partial", { n: f.count(people.nodes.length), of: f.count(answer?.nodes) })}
					action={<Button onClick={graph.retry}>{t("common.retry")}</Button>}
				>
					{t("graph.partialText")}
				</Notice>
			)}
			{!drawable && (
				<Notice tone="info" title={t("graph.noWebgl")}>
					{t("graph.noWebglText")}
				</Notice>
			)}
			<section className="card min-w-0 overflow-clip" aria-label={t("graph.label")}>
				<Head graph={graph} />
				<div className="flex min-h-0 max-md:flex-col md:h-[max(420px,calc(100vh-330px))]">
					{drawable && (
						<div className="relative min-w-0 max-md:h-[56vh] md:flex-1">
							{scene ? (
								<Suspense fallback={<Skeleton className="absolute inset-0 rounded-none" />}>
									<GraphCanvas
										scene={scene}
										complete={complete}
										focus={focus}
										onPick={onPick}
										onLost={() => setDrawable(false)}
										handle={handle}
										describedBy={help}
									/>
								</Suspense>
							) : (
								<Skeleton className="absolute inset-0 rounded-none" />
							)}
							<Tools handle={handle} />
						</div>
					)}
					{focus !== undefined && focused !== undefined && (
						<BranchPanel
							people={people}
							index={focused}
							by={by}
							completeUntil={answer?.complete_until}
							onPick={onPick}
							onAlone={onAlone && (() => onAlone(focus))}
						/>
					)}
				</div>
				<Legend id={help} by={by} />
			</section>
		</>
	);
}

function Head({ graph: { people, answer, complete, refresh, refreshing } }: { graph: Props["graph"] }) {
	const { t } = useTranslation();
	const f = useFormat();
	const whole = answer?.nodes;
	return (
		<header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2">
			{complete ? (
				<p className="num" data-testid="graph-total">
					<span className="font-medium">{f.count(people.nodes.length)}</span>{" "}
					<span className="text-secondary">
						{t("graph.shown", { count: people.nodes.length, edges: f.count(answer?.edges) })}
						{answer !== undefined &&
							answer.left_out_nodes > 0 &&
							` · ${t("graph.leftOut", { n: f.count(answer.left_out_nodes) })}`}
					</span>
				</p>
			) : (
				<div className="flex min-w-56 items-center gap-3">
					<p className="num whitespace-nowrap text-secondary" role="status">
						{whole === undefined
							? t("graph.loading")
							: t("graph.loaded", { n: f.count(people.nodes.length), of: f.count(whole) })}
					</p>
					<Progress label={t("graph.loading")} value={whole ? people.nodes.length / whole : undefined} />
				</div>
			)}
			{complete && answer?.drawn_at && (
				<div className="flex items-center gap-2">
					<span className="num text-muted text-xs">{t("graph.asOf", { time: f.time(answer.drawn_at) })}</span>
					<Button
						look="ghost"
						size="icon"
						aria-label={t("graph.refresh")}
						disabled={refreshing}
						onClick={refresh}
					>
						<RotateCw className="size-4" aria-hidden />
					</Button>
				</div>
			)}
		</header>
	);
}

function Tools({ handle }: { handle: React.RefObject<GraphHandle | null> }) {
	const { t } = useTranslation();
	const tools = [
		{ icon: Plus, label: t("graph.zoomIn"), run: () => handle.current?.zoom(1.5) },
		{ icon: Minus, label: t("graph.zoomOut"), run: () => handle.current?.zoom(1 / 1.5) },
		{ icon: Maximize, label: t("graph.fit"), run: () => handle.current?.fit() },
	];
	return (
		<div className="absolute top-3 right-3 flex flex-col gap-1">
			{tools.map(({ icon: Icon, label, run }) => (
				<Button key={label} size="icon" aria-label={label} title={label} onClick={run}>
					<Icon className="size-4" aria-hidden />
				</Button>
			))}
		</div>
	);
}

function Legend({ id, by }: { id: string; by: SizeBy }) {
	const { t } = useTranslation();
	return (
		<footer className="flex flex-wrap items-center gap-x-5 gap-y-1 border-t px-4 py-2 text-secondary text-xs">
			<span className="flex items-center gap-1.5">
				<span className="size-2.5 rounded-full bg-[var(--series-1)]" aria-hidden />
				{t("graph.paid")}
			</span>
			<span className="flex items-center gap-1.5">
				<span className="size-2.5 rounded-full bg-[var(--muted)] opacity-75" aria-hidden />
				{t("graph.unpaid")}
			</span>
			<span>{t(by === "branch" ? "graph.sizeBranch" : "graph.sizeNet")}</span>
			<span id={id} className="md:ml-auto">
				{t("graph.help")}
			</span>
		</footer>
	);
}
