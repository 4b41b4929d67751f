import { Lock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/ui/empty";

/** Which permission is missing, and who grants it. */
export function NoPermission({ permission }: { permission: string }) {
	const { t } = useTranslation();
	return (
		<div className="card">
			<Empty
				icon={<Lock className="size-6" strokeWidth={1.5} aria-hidden />}
				title={t("noPermission.title")}
				text={t("noPermission.text", { permission })}
			/>
		</div>
	);
}
