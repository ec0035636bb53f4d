import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const server = process.env.PERSONA_DEV_SERVER ?? "http://127.0.0.1:5000";

export default defineConfig({
  base: "./", // the server may have the page below any path
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 700 },
  server: {
    fs: { allow: [".."] }, // the rule of names is the server's
    proxy: {
      "/api": server,
      "/socket.io": { target: server, ws: true },
      // Anchored, or it would catch the page's own /covered and /covering too.
      "^/cover/": server,
    },
  },
  test: {
    projects: [
      { extends: true, test: { name: "functions", environment: "node", include: ["src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "page",
          environment: "jsdom",
          include: ["src/**/*.test.tsx"],
          setupFiles: ["./src/testing/setup.ts"],
          css: { modules: { classNameStrategy: "non-scoped" } },
          testTimeout: 20_000,
        },
      },
    ],
  },
});
