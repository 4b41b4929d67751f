import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error";

type Props = {
	submit: string;
	onSubmit: (values: FormData) => Promise<void>;
	/** Says a failure in the words of this form; undefined leaves it to the common ones. */
	explain?: (error: unknown) => string | undefined;
	children: ReactNode;
	extra?: ReactNode;
	wide?: boolean;
};

/** The one form: sends once, keeps what was typed on failure, and says what failed. */
export function Form({ submit, onSubmit, explain, children, extra, wide }: Props) {
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>();
	const send = async (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		if (busy) return;
		setBusy(true);
		setError(undefined);
		try {
			await onSubmit(new FormData(event.currentTarget));
		} catch (failure) {
			setError(failure);
		} finally {
			setBusy(false);
		}
	};
	return (
		<form onSubmit={send} className="flex flex-col gap-4" aria-busy={busy}>
			{children}
			{error !== undefined && <ErrorLine error={error} text={explain?.(error)} />}
			<div className="flex justify-end gap-2">
				{extra}
				<Button type="submit" look="primary" size="md" aria-disabled={busy} className={wide ? "w-full" : ""}>
					{submit}
				</Button>
			</div>
		</form>
	);
}
