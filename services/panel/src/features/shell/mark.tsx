/** The product's mark. */
export const Mark = ({ className }: { className?: string }) => (
	<img src="/favicon.svg" alt="" width={28} height={28} className={className} />
);
