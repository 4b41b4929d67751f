import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Form } from "@/components/ui/form";

type Props = { onClose: () => void; onSave: (name: string, shared: boolean) => Promise<void> };

/** Names the filters of the page. */
export function SaveView({ onClose, onSave }: Props) {
	const { t } = useTranslation();
	const [shared, setShared] = useState(false);
	return (
		<Dialog open onOpenChange={onClose} title={t("views.save")} description={t("views.saveText")}>
			<Form
				submit={t("common.save")}
				onSubmit={(values) => onSave(String(values.get("name")).trim(), shared)}
				explain={(error) =>
					error instanceof ApiError && error.status === 409 ? t("views.taken") : undefined
				}
				extra={
					<Button size="md" onClick={onClose}>
						{t("common.cancel")}
					</Button>
				}
			>
				<Field label={t("views.name")}>
					<Input name="name" required maxLength={60} autoComplete="off" autoFocus />
				</Field>
				<Switch label={t("views.share")} checked={shared} onChange={setShared} />
			</Form>
		</Dialog>
	);
}
