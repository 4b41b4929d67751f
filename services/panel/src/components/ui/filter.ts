// What can be filtered by, and what it is set to.
import type { Preset } from "@/lib/period";

export type Option = { value: string; label: string };

type Base = { id: string; label: string; pinned?: boolean; required?: boolean };

export type Filter = Base &
	(
		| {
				kind: "list";
				options: readonly Option[];
				value: string[] | undefined;
				onChange: (value: string[] | undefined) => void;
		  }
		| {
				kind: "one";
				options: readonly Option[];
				value: string | undefined;
				onChange: (value: string | undefined) => void;
		  }
		| {
				kind: "period";
				presets: readonly Preset[];
				value: string | undefined;
				onChange: (value: string | undefined) => void;
		  }
		| {
				kind: "amount";
				value: { min?: string | undefined; max?: string | undefined } | undefined;
				onChange: (value: { min?: string; max?: string } | undefined) => void;
		  }
		| {
				kind: "text";
				value: string | undefined;
				onChange: (value: string | undefined) => void;
				pattern: RegExp;
				hint: string;
		  }
	);
