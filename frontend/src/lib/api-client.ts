import axios, { type AxiosProgressEvent, isAxiosError } from "axios";

import { z } from "@/config/zod";

import { ApiError, errorDataSchema } from "./api-error";
import { serverUrl } from "./server-url";

const errorBody = z.object({ error: errorDataSchema });

const http = axios.create({ baseURL: serverUrl("/api") });

type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface RequestOptions {
  body?: FormData | Record<string, unknown>;
  signal?: AbortSignal;
  /** Called with the part of the upload that is through, 0 to 1. */
  onUploadProgress?: (ratio: number) => void;
}

/** The answer of `path` under `/api`, checked against `schema`; throws `ApiError`. */
export async function request<T>(
  method: Method,
  path: string,
  schema: z.ZodType<T>,
  options: RequestOptions = {},
): Promise<T> {
  const { body, signal, onUploadProgress } = options;
  try {
    const response = await http.request<unknown>({
      method,
      url: path,
      data: body,
      signal,
      onUploadProgress: (event: AxiosProgressEvent) => onUploadProgress?.(event.progress ?? 0),
    });
    return schema.parse(response.data);
  } catch (error) {
    throw toApiError(error);
  }
}

function toApiError(error: unknown): unknown {
  if (!isAxiosError(error)) return error;
  if (!error.response) return new ApiError(0, { code: "offline", message: error.message });
  const parsed = errorBody.safeParse(error.response.data);
  if (!parsed.success) {
    return new ApiError(error.response.status, { code: "unexpected_answer", message: error.message });
  }
  return new ApiError(error.response.status, parsed.data.error);
}

/** The schema of an answer without a body (204). */
export const noContent = z.unknown().transform(() => null);

/** A multipart body of `fields`; absent values are left out, lists are repeated. */
export function toFormData(fields: Record<string, FormValue>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) appendField(form, name, value);
  return form;
}

type FormValue = File | File[] | string | number | boolean | null | undefined;

function appendField(form: FormData, name: string, value: FormValue): void {
  if (value === null || value === undefined || value === "") return;
  if (Array.isArray(value)) value.forEach((file) => form.append(name, file, file.name));
  else if (value instanceof File) form.append(name, value, value.name);
  else form.append(name, String(value));
}
