// Runs before the first paint, so that a light page never flashes dark. Kept out of the bundle: a strict CSP forbids inline scripts.
(() => {
	let wanted = "dark";
	try {
		wanted = localStorage.getItem("remnadesk.theme") || "dark";
		document.documentElement.lang = localStorage.getItem("remnadesk.lang") || "ru";
	} catch {
		// Storage is closed to us: the defaults stay.
	}
	if (wanted === "system") wanted = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
	document.documentElement.dataset.theme = wanted;
})();
