import { setupServer } from "msw/node";

/** A stand-in for the server; each test says what it answers. */
export const server = setupServer();
