import { useState } from "react";

export interface UploadDraft {
  file: File | null;
  name: string;
  setFile: (file: File | null) => void;
  setName: (name: string) => void;
}

/** The upload form's content, kept by the page so that looking at the other tab loses nothing. */
export function useUploadDraft(): UploadDraft {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState("");
  return { file, name, setFile, setName };
}
