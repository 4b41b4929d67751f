// Renders /api/openapi.json. Text only ever becomes text nodes.
const el = (tag, attrs = {}, ...children) => {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
	node.append(...children.filter((child) => child !== undefined && child !== ""));
	return node;
};
const refName = (schema) => schema?.$ref?.split("/").pop();
const typeNode = (schema = {}) => {
	const name = refName(schema);
	if (name) return el("a", { class: "type", href: `#m-${name}` }, name);
	if (schema.type === "array") return el("span", { class: "type" }, "list of ", typeNode(schema.items));
	if (schema.enum) return el("span", { class: "type" }, schema.enum.join(" | "));
	return el("span", { class: "type" }, [schema.type, schema.format].filter(Boolean).join(", ") || "any");
};
const row = (...cells) => el("tr", {}, ...cells.map((cell) => el("td", {}, cell)));
const table = (head, rows) => el("table", {}, el("thead", {}, el("tr", {}, ...head.map((text) => el("th", {}, text)))), el("tbody", {}, ...rows));
const body = (holder) => holder?.content?.["application/json"]?.schema;

function route(path, method, operation) {
	const id = `r-${operation.operationId}`;
	const node = el("section", { id, "data-find": `${method} ${path} ${operation["x-permission"]} ${operation.description ?? ""}`.toLowerCase() });
	node.append(el("h2", {}, el("span", { class: method }, method.toUpperCase()), ` ${path} `, el("span", { class: "tag" }, operation["x-permission"] || "")));
	if (operation.summary || operation.description) node.append(el("p", {}, [operation.summary, operation.description].filter(Boolean).join(" ")));
	if (operation.parameters?.length) {
		node.append(table(["parameter", "type", ""], operation.parameters.map((p) => row(el("code", {}, p.name), typeNode(p.schema), `${p.in === "path" ? "In the path. " : ""}${p.description ?? ""}`))));
	}
	const sends = body(operation.requestBody);
	if (sends?.properties) node.append(table(["body field", "type", ""], Object.entries(sends.properties).map(([field, s]) => row(el("code", {}, field), typeNode(s), s.description ?? ""))));
	else if (sends) node.append(el("p", {}, "Body: ", typeNode(sends)));
	const answers = body(operation.responses?.["200"]);
	if (answers) node.append(el("p", {}, "Answer: ", typeNode(answers)));
	return { id, node };
}

function message(name, schema) {
	const required = new Set(schema.required ?? []);
	const node = el("details", { id: `m-${name}`, "data-find": `${name} ${Object.keys(schema.properties ?? {}).join(" ")}`.toLowerCase() }, el("summary", {}, name));
	if (schema.description) node.append(el("p", {}, schema.description));
	if (schema.enum) node.append(el("p", {}, el("code", {}, schema.enum.join(" | "))));
	const rows = Object.entries(schema.properties ?? {}).map(([field, s]) => row(el("code", {}, field), typeNode(s), `${required.has(field) ? "" : "May be absent. "}${s.description ?? ""}`));
	if (rows.length) node.append(table(["field", "type", ""], rows));
	return node;
}

function open() {
	const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
	if (target instanceof HTMLDetailsElement) target.open = true;
	target?.scrollIntoView();
}

const answer = await fetch("/api/openapi.json");
const doc = await answer.json();
document.getElementById("about").textContent = doc.info.description;
const nav = document.getElementById("nav");
const routes = document.getElementById("routes");
const groups = new Map();
for (const [path, item] of Object.entries(doc.paths)) {
	for (const [method, operation] of Object.entries(item)) {
		const group = operation.tags?.[0] ?? "";
		groups.set(group, [...(groups.get(group) ?? []), { path, method, ...route(path, method, operation) }]);
	}
}
nav.append(el("h3", {}, "Live"), el("a", { href: "#events" }, el("span", { class: "get" }, "GET"), " /api/v2/events"));
for (const [group, list] of groups) {
	nav.append(el("h3", {}, group));
	for (const { path, method, id, node } of list) {
		nav.append(el("a", { href: `#${id}` }, el("span", { class: method }, method.toUpperCase()), ` ${path.replace("/api/v2", "")}`));
		routes.append(node);
	}
}
document.getElementById("messages").append(...Object.entries(doc.components.schemas).sort(([a], [b]) => a.localeCompare(b)).map(([name, schema]) => message(name, schema)));
document.getElementById("find").addEventListener("input", ({ target }) => {
	const wanted = target.value.trim().toLowerCase();
	for (const node of document.querySelectorAll("[data-find]")) node.hidden = !node.dataset.find.includes(wanted);
});
addEventListener("hashchange", open);
open();
