/** Who the tests sign in as; a missing password is a failure with a reason, not a skip. */
export function credentials(): { login: string; password: string } {
	const password = process.env.REMNADESK_ADMIN_PASSWORD;
	if (!password)
		throw new Error(
			"set REMNADESK_ADMIN_PASSWORD (and REMNADESK_URL, REMNADESK_ADMIN_LOGIN) of the running suite",
		);
	return { login: process.env.REMNADESK_ADMIN_LOGIN ?? "admin", password };
}
