import type { QueryClient } from "@tanstack/react-query";

import { LIBRARY_KEY } from "../api/get-library-key";

/** Another library, or none, is this browser's now: nothing of the one before stays on the page. */
export async function leaveLibrary(client: QueryClient): Promise<void> {
  sessionStorage.clear();
  client.removeQueries({ predicate: (query) => query.getObserversCount() === 0 });
  await Promise.all([client.resetQueries({ queryKey: LIBRARY_KEY }), client.invalidateQueries()]);
}
