import "@/index.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "@/lib/i18n";
import { client, router } from "@/router";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

await startI18n();

createRoot(root).render(
	<StrictMode>
		<QueryClientProvider client={client}>
			<RouterProvider router={router} />
		</QueryClientProvider>
	</StrictMode>,
);
