import type { QueryClient } from "@tanstack/react-query";

/** Ask the server again for everything of these names that the page shows. */
export function askAgain(client: QueryClient, ...names: string[]): Promise<unknown> {
  return Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })));
}
