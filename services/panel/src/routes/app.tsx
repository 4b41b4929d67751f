import { createRoute, redirect } from "@tanstack/react-router";
import { ApiError } from "@/api/errors";
import { meQuery } from "@/api/queries/account";
import { Shell } from "@/features/shell/shell";
import { rootRoute } from "@/routes/root";

/** Everything behind sign-in. Who is not signed in goes to the login page and comes back to what was wanted. */
export const appRoute = createRoute({
	getParentRoute: () => rootRoute,
	id: "app",
	beforeLoad: async ({ context, location }) => {
		try {
			return { me: await context.client.ensureQueryData(meQuery) };
		} catch (error) {
			if (error instanceof ApiError && error.status === 401) {
				throw redirect({
					to: "/login",
					search: location.href === "/" ? {} : { next: location.href },
					replace: true,
				});
			}
			throw error;
		}
	},
	component: Shell,
});
