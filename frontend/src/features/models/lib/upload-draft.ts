import { useKeptState } from "@/lib/kept-state";

export interface UploadDraft {
  file: File | null;
  name: string;
  setFile: (file: File | null) => void;
  setName: (name: string) => void;
  reset: () => void;
}

/** The upload form's content; a look at the other tab or at another page loses nothing. */
export function useUploadDraft(): UploadDraft {
  const [draft, change] = useKeptState("model upload", () => ({ file: null as File | null, name: "" }));
  return {
    ...draft,
    setFile: (file) => change((before) => ({ ...before, file })),
    setName: (name) => change((before) => ({ ...before, name })),
    reset: () => change(() => ({ file: null, name: "" })),
  };
}
