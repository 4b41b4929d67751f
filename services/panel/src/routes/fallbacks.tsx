import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";

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

/** A page broke, or its code did not arrive (a new release): loading again helps. */
export function PageError({ error }: ErrorComponentProps) {
	return (
		<main className="flex min-h-[60vh] items-center justify-center p-4">
			<ErrorState error={error} onRetry={() => location.reload()} />
		</main>
	);
}
