// What a chart says, without how it is drawn.

export type Series = {
	name: string;
	values: readonly number[];
	/** A CSS variable: --series-1. */
	color: string;
	kind?: "bar" | "line";
	/** Series of one stack lie on each other. */
	stack?: string;
	/** Behind the others: the period before. */
	faint?: boolean;
};

export type Drawing = {
	/** Under the axis. */
	labels: readonly string[];
	/** On the crosshair: the full name of a step. */
	titles: readonly string[];
	series: readonly Series[];
	/** Steps that are not over yet: hatched. */
	incomplete: ReadonlySet<number>;
	incompleteNote: string;
	axis: (value: number) => string;
	/** A value on the crosshair, exact. */
	value: (series: number, index: number) => string;
	/** The one series as a bridge from its first step to its last. */
	bridge?: Bridge;
};

export type Bridge = {
	/** Where each bar begins; it is as long as its value, whatever the sign. */
	floors: readonly number[];
	/** A CSS variable for each bar. */
	colors: readonly string[];
	/** Room for the names beside the bars, in pixels; on a narrow screen they stand above. */
	names: number | "above";
};
