import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";

type Props = {
	open: boolean;
	onOpenChange: (open: boolean) => void;
	title: string;
	consequence: ReactNode;
	action: string;
	/** What the person has to type when it cannot be undone at all. */
	typed?: string;
	onConfirm: () => void;
};

/** Asks before what cannot be undone; names the thing and the consequence. */
export function Confirm({ open, onOpenChange, title, consequence, action, typed, onConfirm }: Props) {
	const { t } = useTranslation();
	const [text, setText] = useState("");
	const ready = typed === undefined || text.trim() === typed;
	const close = (next: boolean) => {
		setText("");
		onOpenChange(next);
	};
	return (
		<Dialog open={open} onOpenChange={close} title={title} description={consequence}>
			<form
				className="flex flex-col gap-4"
				onSubmit={(event) => {
					event.preventDefault();
					if (!ready) return;
					close(false);
					onConfirm();
				}}
			>
				{typed !== undefined && (
					<Field label={t("common.typeToConfirm", { word: typed })}>
						<Input value={text} onChange={(event) => setText(event.target.value)} autoComplete="off" />
					</Field>
				)}
				<div className="flex justify-end gap-2">
					<Button size="md" onClick={() => close(false)}>
						{t("common.cancel")}
					</Button>
					<Button size="md" look="danger" type="submit" disabled={!ready}>
						{action}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}
