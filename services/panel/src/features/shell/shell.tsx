import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/features/live/use-live";
import { BottomBar } from "@/features/shell/bottom-bar";
import { useNav } from "@/features/shell/nav";
import { Rail } from "@/features/shell/rail";
import { TopBar } from "@/features/shell/topbar";
import { useHotkeys } from "@/lib/hotkeys";

const Palette = lazy(() => import("@/features/shell/palette"));
const KeysHelp = lazy(() => import("@/features/shell/keys-help"));

/** The frame of every signed-in page. */
export function Shell() {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const items = useNav();
	const [palette, setPalette] = useState(false);
	const [help, setHelp] = useState(false);
	useLive();
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
				event.preventDefault();
				setPalette((open) => !open);
			}
		};
		document.addEventListener("keydown", onKey);
		return () => document.removeEventListener("keydown", onKey);
	}, []);
	useHotkeys({
		"?": () => setHelp(true),
		...Object.fromEntries(items.map((item) => [`g ${item.key}`, () => void navigate({ to: item.to })])),
	});
	return (
		<div className="flex min-h-dvh">
			<a
				href="#content"
				className="pop sr-only z-50 px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
			>
				{t("nav.skip")}
			</a>
			<Rail />
			<div className="flex min-w-0 flex-1 flex-col">
				<TopBar onPalette={() => setPalette(true)} />
				<main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
					<Outlet />
				</main>
			</div>
			<BottomBar />
			<Suspense>
				{palette && <Palette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />}
				{help && <KeysHelp onClose={() => setHelp(false)} />}
			</Suspense>
		</div>
	);
}
