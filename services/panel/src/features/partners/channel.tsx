import { CopyText } from "@/components/ui/copy";

const HANDLE = /^(?:https?:\/\/)?(?:t\.me|telegram\.me)\/([A-Za-z]\w{3,31})\/?$|^@?([A-Za-z]\w{3,31})$/;

/** A Telegram channel as a link where its name can be read; what an applicant wrote is never a link to anywhere else. */
export function Channel({ text }: { text: string | undefined }) {
	if (!text) return <span className="text-muted">—</span>;
	const match = HANDLE.exec(text.trim());
	const name = match?.[1] ?? match?.[2];
	if (!name) return <CopyText text={text} />;
	return (
		<a
			href={`https://t.me/${name}`}
			target="_blank"
			rel="noreferrer noopener"
			className="rounded-sm text-accent-ink hover:underline"
		>
			@{name}
		</a>
	);
}
