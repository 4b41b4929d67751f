import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, Outlet } from "@tanstack/react-router";
import { Toasts } from "@/components/ui/toast";
import { TooltipProvider } from "@/components/ui/tooltip";
import { NotFound, PageError } from "@/routes/fallbacks";

export const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
	component: () => (
		<TooltipProvider>
			<Outlet />
			<Toasts />
		</TooltipProvider>
	),
	notFoundComponent: NotFound,
	errorComponent: PageError,
});
