import { z } from "zod";

// The page's content security policy forbids compiling code from text, which zod would try for speed.
z.config({ jitless: true });
