import { getRouteApi } from "@tanstack/react-router";
import { ConversionChart } from "@/features/conversion/conversion-chart";
import { useNow } from "@/lib/now";
import { useFormat } from "@/lib/use-format";

const route = getRouteApi("/app/");

/** How newcomers become payers; a point leads to its people on the sales page. */
export function ConversionWidget() {
	const f = useFormat();
	const search = route.useSearch();
	const navigate = route.useNavigate();
	return (
		<ConversionChart
			search={search}
			today={f.today(useNow())}
			onLook={(next) => {
				if (next.cohort) void navigate({ to: "/sales", search: { ...search, ...next } });
				else void navigate({ search: { ...search, ...next }, replace: true, resetScroll: false });
			}}
		/>
	);
}
