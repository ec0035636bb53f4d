/** A refusal or failure of the server, in the one shape of the REST contract. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

/** Whether `error` says that the thing asked for does not exist (or is not ours). */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** Whether `error` says that the server did not answer at all. */
export function isOffline(error: unknown): boolean {
  return error instanceof ApiError && error.status === 0;
}
