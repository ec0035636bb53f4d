/** The only home of zod, so that no schema is made before it is set up. */
import { z } from "zod";

// The page's content security policy forbids compiling code from text, which zod would try for speed.
z.config({ jitless: true });

export { z };
