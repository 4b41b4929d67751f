import { useRef } from "react";

/** One wish, one key: what is sent again after a failure is the same wish, as long as nothing was changed in it. */
export function useWishKey(): (body: object) => string {
	const wish = useRef({ text: "", key: "" });
	return (body) => {
		const text = JSON.stringify(body);
		if (wish.current.text !== text) wish.current = { text, key: crypto.randomUUID() };
		return wish.current.key;
	};
}
