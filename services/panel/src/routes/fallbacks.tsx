import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";

/** No page has this address. */
export function NotFound() {
	const { t } = useTranslation();
	return (
		<main className="flex min-h-[60vh] items-center justify-center p-4">
			<Empty
				title={t("notFound.title")}
				text={t("notFound.text")}
				action={
					<Button asChild>
						<Link to="/">{t("notFound.home")}</Link>
					</Button>
				}
			/>
		</main>
	);
}

/** The code of a page is on the way, and it takes long enough to notice. */
export const PagePending = () => (
	<div className="mx-auto flex w-full max-w-[1440px] flex-col gap-4 p-4 md:p-6">
		<Skeleton className="h-28 rounded-xl" />
		<Skeleton className="h-80 rounded-xl" />
	</div>
);

/** A page broke, or its code did not arrive (a new release): loading again helps. */
export function PageError({ error }: ErrorComponentProps) {
	return (
		<main className="flex min-h-[60vh] items-center justify-center p-4">
			<ErrorState error={error} onRetry={() => location.reload()} />
		</main>
	);
}
