// Errors arrive as google.rpc.Status JSON; X-Request-Id names the request in the server's logs.

export type Problem = { status: number; code: number; message: string; requestId: string };

export class ApiError extends Error {
	/** HTTP status; 0 when the server could not be reached. */
	readonly status: number;
	/** gRPC code. */
	readonly code: number;
	readonly requestId: string;

	constructor(problem: Problem) {
		super(problem.message);
		this.name = "ApiError";
		this.status = problem.status;
		this.code = problem.code;
		this.requestId = problem.requestId;
	}
}

export function readError(body: unknown, response: Response): ApiError {
	const status =
		typeof body === "object" && body !== null ? (body as { code?: unknown; message?: unknown }) : {};
	return new ApiError({
		status: response.status,
		code: typeof status.code === "number" ? status.code : 2,
		message: typeof status.message === "string" ? status.message : "",
		requestId: response.headers.get("X-Request-Id") ?? "",
	});
}

export type ErrorKind =
	| "offline"
	| "invalid"
	| "denied"
	| "notFound"
	| "tooMany"
	| "unavailable"
	| "conflict"
	| "internal";

/** What kind of failure it is for the person: decides the sentence, not the wording of the server. */
export function kindOf(error: unknown): ErrorKind {
	if (!(error instanceof ApiError)) return "internal";
	if (error.status === 0) return "offline";
	if (error.status === 400) return "invalid";
	if (error.status === 403) return "denied";
	if (error.status === 404) return "notFound";
	if (error.status === 409) return "conflict";
	if (error.status === 429) return "tooMany";
	if (error.status === 502 || error.status === 503 || error.status === 504) return "unavailable";
	return "internal";
}
