import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { tokensQuery } from "@/api/queries/account";
import { useMay } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { ErrorState } from "@/components/ui/error";
import { Skeleton } from "@/components/ui/skeleton";
import { Page } from "@/features/shell/page";
import { CreateToken } from "@/features/tokens/create-token";
import { TokenList } from "@/features/tokens/token-list";

/** API tokens: who calls the API from outside. */
export function AccessPage() {
	const { t } = useTranslation();
	const { data, error, refetch } = useQuery(tokensQuery);
	const edit = useMay("access:edit");
	const [creating, setCreating] = useState(false);
	const create = edit && (
		<Button look="primary" onClick={() => setCreating(true)}>
			<Plus className="size-4" aria-hidden />
			{t("token.create")}
		</Button>
	);
	return (
		<Page title={t("nav.access")}>
			<Card title={t("token.list")} actions={data && data.items.length > 0 && create} flush>
				<p className="max-w-[80ch] px-4 pt-1 pb-3 text-secondary">{t("token.lead")}</p>
				{error && !data ? (
					<ErrorState error={error} onRetry={() => void refetch()} />
				) : !data ? (
					<Skeleton className="m-4 h-32" />
				) : data.items.length === 0 ? (
					<Empty title={t("token.none")} text={t("token.noneText")} action={create} />
				) : (
					<TokenList tokens={data.items} edit={edit} />
				)}
			</Card>
			{creating && <CreateToken onClose={() => setCreating(false)} />}
		</Page>
	);
}
