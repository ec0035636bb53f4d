import type { RouteObject } from "react-router";

import { CrashScreen } from "./layout/crash-screen";
import { Shell } from "./layout/shell";
import { HomePage } from "./pages/home-page";
import { NotFoundPage } from "./pages/not-found-page";

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <CrashScreen />,
    hydrateFallbackElement: <></>,
    children: [
      { path: "/", element: <HomePage /> },
      { path: "/training/:jobId", lazy: async () => ({ Component: (await import("./pages/training-page")).TrainingPage }) },
      { path: "/trained/:name?", lazy: async () => ({ Component: (await import("./pages/trained-page")).TrainedPage }) },
      { path: "/covering/:jobId", lazy: async () => ({ Component: (await import("./pages/covering-page")).CoveringPage }) },
      { path: "/covered/:id?", lazy: async () => ({ Component: (await import("./pages/covered-page")).CoveredPage }) },
      { path: "/library", lazy: async () => ({ Component: (await import("./pages/library-page")).LibraryPage }) },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
];
