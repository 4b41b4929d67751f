/** Names one intention, as the Idempotency-Key of a call: sending it twice is done once. */
export const intention = () =>
	Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("-");
