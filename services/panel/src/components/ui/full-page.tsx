import { createLink } from "@tanstack/react-router";
import { Maximize2 } from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";

function Anchor({ href, ...props }: ComponentProps<"a">) {
	const { t } = useTranslation();
	return (
		<Button look="ghost" size="icon" asChild>
			<a {...props} href={href} aria-label={t("common.fullPage")} title={t("common.fullPage")}>
				<Maximize2 className="size-4" aria-hidden />
			</a>
		</Button>
	);
}

/** From a drawer to the page of what it shows. */
export const FullPage = createLink(Anchor);
