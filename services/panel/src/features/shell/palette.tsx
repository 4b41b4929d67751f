import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Keyboard, Languages, LogOut, Moon, Search, Sun, SunMoon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Kbd } from "@/components/ui/kbd";
import { useLogout } from "@/features/auth/use-logout";
import { type Found, PaletteFound } from "@/features/search/palette-found";
import { useNav } from "@/features/shell/nav";
import { setLang } from "@/lib/i18n";
import { setTheme } from "@/lib/theme";
import { useFormat } from "@/lib/use-format";

const ICON = "size-4 text-muted";
const GROUP =
	"[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs";

const ROW =
	"flex h-9 cursor-default select-none items-center gap-2.5 rounded-lg px-2 data-[selected=true]:bg-press";

/** Go anywhere, find a customer and what they have, change the looks: all from the keyboard. */
export default function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
	const { t } = useTranslation();
	const { lang } = useFormat();
	const items = useNav();
	const navigate = useNavigate();
	const logout = useLogout();
	const me = useMe();
	const [text, setText] = useState("");
	const wanted = text.trim();
	const sales = items.some((item) => item.to === "/sales") && me.bedolaga_enabled;
	const run = (action: () => void) => () => {
		onClose();
		action();
	};
	const open = ({ kind, id }: Found) => {
		if (kind === "customer") return void navigate({ to: "/customers/$id", params: { id } });
		if (kind === "subscription") return void navigate({ to: "/sales/subscriptions/$id", params: { id } });
		void navigate({ to: "/transactions", search: { period: "all", tx: id } });
	};
	return (
		<Command.Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			label={t("palette.open")}
			overlayClassName="fixed inset-0 z-40 bg-[rgb(0_0_0/55%)]"
			contentClassName="pop animate-pop fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl"
		>
			<div className="flex items-center gap-2 border-b px-4">
				<Search className={ICON} aria-hidden />
				<Command.Input
					value={text}
					onValueChange={setText}
					placeholder={t("palette.placeholder")}
					className="h-12 flex-1 bg-transparent text-base outline-none"
				/>
				<Kbd>Esc</Kbd>
			</div>
			<Command.List className="max-h-[50vh] overflow-y-auto p-2">
				<Command.Empty className="px-2 py-6 text-center text-secondary">{t("palette.nothing")}</Command.Empty>
				<Command.Group heading={t("palette.goto")} className={GROUP}>
					{items.map((item) => (
						<Item
							key={item.to}
							value={t(item.title)}
							icon={<item.icon className={ICON} aria-hidden />}
							keys={["G", item.key.toUpperCase()]}
							onSelect={run(() => void navigate({ to: item.to }))}
						>
							{t(item.title)}
						</Item>
					))}
				</Command.Group>
				<Command.Group heading={t("palette.actions")} className={GROUP}>
					<Item
						value={t("palette.dark")}
						icon={<Moon className={ICON} aria-hidden />}
						onSelect={run(() => setTheme("dark"))}
					>
						{t("palette.dark")}
					</Item>
					<Item
						value={t("palette.light")}
						icon={<Sun className={ICON} aria-hidden />}
						onSelect={run(() => setTheme("light"))}
					>
						{t("palette.light")}
					</Item>
					<Item
						value={t("palette.system")}
						icon={<SunMoon className={ICON} aria-hidden />}
						onSelect={run(() => setTheme("system"))}
					>
						{t("palette.system")}
					</Item>
					<Item
						value={`${t("account.switchLang")} language`}
						icon={<Languages className={ICON} aria-hidden />}
						onSelect={run(() => void setLang(lang === "ru" ? "en" : "ru"))}
					>
						{t("account.switchLang")}
					</Item>
					<Item
						value={t("keys.title")}
						icon={<Keyboard className={ICON} aria-hidden />}
						keys={["?"]}
						onSelect={run(onHelp)}
					>
						{t("keys.title")}
					</Item>
					<Item
						value={t("account.logout")}
						icon={<LogOut className={ICON} aria-hidden />}
						onSelect={run(() => logout(false))}
					>
						{t("account.logout")}
					</Item>
				</Command.Group>
				{sales && wanted.length > 0 && (
					<Command.Group heading={t("palette.find")} className={GROUP} forceMount>
						<Item
							value={`find ${wanted}`}
							always
							icon={<Search className={ICON} aria-hidden />}
							onSelect={run(() => void navigate({ to: "/sales", search: { q: wanted } }))}
						>
							{t("palette.findSubscriptions", { text: wanted })}
						</Item>
						{/^[1-9]\d{0,17}$/.test(wanted) && (
							<Item
								value={`customer ${wanted}`}
								always
								icon={<Search className={ICON} aria-hidden />}
								onSelect={run(() => void navigate({ to: "/transactions", search: { customer: wanted } }))}
							>
								{t("palette.findPayments", { id: wanted })}
							</Item>
						)}
					</Command.Group>
				)}
				{sales && wanted.length > 0 && (
					<PaletteFound
						text={wanted}
						className={GROUP}
						itemClassName={ROW}
						onPick={(found) => run(() => open(found))()}
					/>
				)}
			</Command.List>
		</Command.Dialog>
	);
}

type ItemProps = {
	value: string;
	icon: ReactNode;
	keys?: string[];
	always?: boolean;
	onSelect: () => void;
	children: ReactNode;
};

function Item({ value, icon, keys, always, onSelect, children }: ItemProps) {
	return (
		<Command.Item value={value} forceMount={always} onSelect={onSelect} className={ROW}>
			{icon}
			<span className="min-w-0 flex-1 truncate">{children}</span>
			{keys && (
				<span className="flex gap-1">
					{keys.map((key) => (
						<Kbd key={key}>{key}</Kbd>
					))}
				</span>
			)}
		</Command.Item>
	);
}
