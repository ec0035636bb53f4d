import { z } from "@/config/zod";

/** Names and numbers. */
export const factsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

export type FactValues = z.infer<typeof factsSchema>;

/** Why something was refused or failed, as data; `message` is for logs, texts are made from the rest. */
export const errorDataSchema = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().nullish(),
  kind: z.string().nullish(),
  facts: factsSchema.nullish(),
});

export type ErrorData = z.infer<typeof errorDataSchema>;

/** Something good to know that stopped nothing; `message` is for logs. */
export const warningSchema = z.object({ code: z.string(), message: z.string(), facts: factsSchema.nullish() });

export type WarningData = z.infer<typeof warningSchema>;

/** A refusal or failure of the server, in the one shape of the REST contract. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly data: ErrorData,
  ) {
    super(data.message);
  }

  get field(): string | null {
    return this.data.field ?? null;
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
