import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import * as z from "zod/mini";
import { withTexts } from "@/lib/texts";
import { param } from "@/lib/url-state";
import { rootRoute } from "@/routes/root";

const search = z.object({ next: param.text(2000) });

export const loginRoute = createRoute({
	getParentRoute: () => rootRoute,
	path: "/login",
	validateSearch: (raw: Record<string, unknown>) => search.parse(raw),
	component: lazyRouteComponent(
		() => withTexts(["login"], import("@/features/auth/login-page")),
		"LoginPage",
	),
});
