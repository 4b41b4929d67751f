import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { useNav } from "@/features/shell/nav";

/** Every key there is. */
export default function KeysHelp({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation();
	const items = useNav();
	const { pathname } = useLocation();
	const graph: [string[], string][] = [
		[["+", "−"], t("keys.graphZoom")],
		[["←", "↑", "→", "↓"], t("keys.graphPan")],
		[["0"], t("keys.graphFit")],
		[["Esc"], t("keys.graphUnfocus")],
	];
	const lines: [string[], string][] = [
		...(pathname === "/referrals/graph" ? graph : []),
		[["Ctrl", "K"], t("keys.palette")],
		[["/"], t("keys.search")],
		[["J", "K"], t("keys.walk")],
		[["↵"], t("keys.open")],
		[["X"], t("keys.select")],
		[["Esc"], t("keys.close")],
		...items.map((item): [string[], string] => [
			["G", item.key.toUpperCase()],
			t("keys.goto", { page: t(item.title) }),
		]),
		[["?"], t("keys.help")],
	];
	return (
		<Dialog open onOpenChange={(open) => !open && onClose()} title={t("keys.title")}>
			<dl className="flex flex-col gap-2">
				{lines.map(([keys, text]) => (
					<div key={text} className="flex items-center justify-between gap-4">
						<dt className="text-secondary">{text}</dt>
						<dd className="flex gap-1">
							{keys.map((key) => (
								<Kbd key={key}>{key}</Kbd>
							))}
						</dd>
					</div>
				))}
			</dl>
		</Dialog>
	);
}
