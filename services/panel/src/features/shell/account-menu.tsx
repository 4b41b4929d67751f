import { Languages, LogOut, MonitorSmartphone, Moon, Sun, SunMoon, UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuItem, MenuLabel, MenuRadio, MenuSeparator } from "@/components/ui/menu";
import { useLogout } from "@/features/auth/use-logout";
import { setLang } from "@/lib/i18n";
import { setTheme, THEMES, useTheme } from "@/lib/theme";
import { useFormat } from "@/lib/use-format";

/** Language, theme, account. */
export function AccountMenu() {
	const { t } = useTranslation();
	const me = useMe();
	const logout = useLogout();
	const [asking, setAsking] = useState(false);
	return (
		<>
			<LangButton />
			<span className="max-sm:hidden">
				<ThemeMenu />
			</span>
			<Menu
				trigger={
					<Button look="ghost" size="icon" aria-label={t("account.label")}>
						<UserRound className="size-4" strokeWidth={1.75} aria-hidden />
					</Button>
				}
			>
				<MenuLabel>
					<span className="block text-fg text-sm">{me.name}</span>
					{t(`role.${me.role as "owner"}`, { defaultValue: me.role })}
				</MenuLabel>
				<MenuSeparator />
				<ThemeItems />
				<MenuSeparator />
				<MenuItem icon={<LogOut className="size-4" aria-hidden />} onSelect={() => logout(false)}>
					{t("account.logout")}
				</MenuItem>
				<MenuItem
					icon={<MonitorSmartphone className="size-4" aria-hidden />}
					onSelect={() => setAsking(true)}
				>
					{t("account.logoutEverywhere")}
				</MenuItem>
			</Menu>
			<Confirm
				open={asking}
				onOpenChange={setAsking}
				title={t("account.everywhereTitle")}
				consequence={t("account.everywhereText", { name: me.name })}
				action={t("account.logoutEverywhere")}
				onConfirm={() => logout(true)}
			/>
		</>
	);
}

export function LangButton() {
	const { t } = useTranslation();
	const { lang } = useFormat();
	return (
		<Button
			look="ghost"
			size="icon"
			aria-label={t("account.switchLang")}
			onClick={() => void setLang(lang === "ru" ? "en" : "ru")}
			className="w-auto gap-1 px-2"
		>
			<Languages className="size-4 max-sm:hidden" strokeWidth={1.75} aria-hidden />
			<span className="font-medium text-xs">{lang === "ru" ? "RU" : "EN"}</span>
		</Button>
	);
}

const ICONS = { dark: Moon, light: Sun, system: SunMoon };

export function ThemeMenu() {
	const { t } = useTranslation();
	const theme = useTheme();
	const Icon = ICONS[theme];
	return (
		<Menu
			trigger={
				<Button look="ghost" size="icon" aria-label={t("account.theme")}>
					<Icon className="size-4" strokeWidth={1.75} aria-hidden />
				</Button>
			}
		>
			<ThemeItems />
		</Menu>
	);
}

function ThemeItems() {
	const { t } = useTranslation();
	const theme = useTheme();
	return (
		<MenuRadio
			label={t("account.theme")}
			value={theme}
			onChange={setTheme}
			options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
		/>
	);
}
