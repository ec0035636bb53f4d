import { createContext, use, useEffect, useSyncExternalStore } from "react";

export type UploadKind = "training" | "model" | "song";

/** How an upload is sent; `result` is what the form makes of the answer. */
export interface UploadPlan<Result> {
  name: string;
  send: (signal: AbortSignal, onProgress: (ratio: number) => void) => Promise<Result>;
  /** Where the result is at hand, for whoever is elsewhere when it ends. */
  pathOf: (result: Result) => string;
}

/** Something on its way to the server, or just arrived or refused there. */
export interface Upload {
  kind: UploadKind;
  name: string;
  /** `checking`: all of it is sent, and the server looks at it. */
  phase: "sending" | "checking" | "done" | "failed";
  /** The part that is sent, 0 to 1. */
  ratio: number;
  /** Where the result is, once it is done. */
  path?: string;
  result?: unknown;
  error?: unknown;
}

type Uploads = ReadonlyMap<UploadKind, Upload>;

/** The uploads of this page, one of each kind; they belong to the app, so that leaving a form ends none. */
export function createUploadStore() {
  let uploads: Uploads = new Map();
  let watched: UploadKind[] = [];
  const running = new Map<UploadKind, AbortController>();
  const listeners = new Set<() => void>();
  const set = (next: Uploads) => {
    uploads = next;
    listeners.forEach((listener) => listener());
    window.onbeforeunload = running.size > 0 ? (event) => event.preventDefault() : null;
  };
  const clear = (kind: UploadKind) => {
    running.get(kind)?.abort();
    running.delete(kind);
    set(new Map([...uploads].filter(([other]) => other !== kind)));
  };
  const start = <Result>(kind: UploadKind, plan: UploadPlan<Result>) => {
    clear(kind);
    const controller = new AbortController();
    running.set(kind, controller);
    const change = (next: Omit<Upload, "kind" | "name">) => {
      if (running.get(kind) !== controller) return;
      if (next.phase === "done" || next.phase === "failed") running.delete(kind);
      set(new Map(uploads).set(kind, { kind, name: plan.name, ...next }));
    };
    change({ phase: "sending", ratio: 0 });
    plan
      .send(controller.signal, (ratio) => change({ phase: ratio < 1 ? "sending" : "checking", ratio }))
      .then(
        (result) => change({ phase: "done", ratio: 1, result, path: plan.pathOf(result) }),
        (error: unknown) => change({ phase: "failed", ratio: 0, error }),
      );
  };
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get: () => uploads,
    isWatched: (kind: UploadKind) => watched.includes(kind),
    /** Says that the form of `kind` is on the page and shows its upload itself. */
    watch: (kind: UploadKind) => {
      watched = [...watched, kind];
      set(new Map(uploads));
      return () => {
        watched = watched.filter((_, position) => position !== watched.indexOf(kind));
        set(new Map(uploads));
      };
    },
    start,
    /** Stops it where it is under way, and forgets it. */
    clear,
  };
}

export const UploadContext = createContext(createUploadStore());

/** Every upload that no form on the page shows. */
export function useUnwatchedUploads() {
  const store = use(UploadContext);
  const uploads = useSyncExternalStore(store.subscribe, store.get);
  const unwatched = [...uploads.values()].filter((upload) => !store.isWatched(upload.kind));
  return { uploads: unwatched, clear: store.clear };
}

/** The upload of a form: what is shown of it, and its start and end. */
export function useUpload<Result>(kind: UploadKind) {
  const store = use(UploadContext);
  const upload: Partial<Upload> = useSyncExternalStore(store.subscribe, store.get).get(kind) ?? {};
  const { name = null, phase = null, ratio = 0, error = null } = upload;
  useEffect(() => store.watch(kind), [store, kind]);
  return {
    name,
    running: phase === "sending" || phase === "checking",
    phase,
    percent: Math.floor(ratio * 100),
    result: phase === "done" ? (upload.result as Result) : null,
    error,
    start: (plan: UploadPlan<Result>) => store.start(kind, plan),
    clear: () => store.clear(kind),
  };
}
