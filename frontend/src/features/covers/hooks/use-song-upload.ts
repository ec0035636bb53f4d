import { useState } from "react";

import { useSong } from "../api/get-song";
import { useUploadSong } from "../api/upload-song";

/** A chosen song on its way to the server: sent at once, so that its pitch is known early. */
export function useSongUpload() {
  const [file, setFile] = useState<File | null>(null);
  const [percent, setPercent] = useState(0);
  const upload = useUploadSong((ratio) => setPercent(Math.round(ratio * 100)));
  const refreshed = useSong(upload.data);
  const choose = (next: File | null) => {
    setFile(next);
    setPercent(0);
    upload.reset();
    if (next) upload.mutate(next);
  };
  return {
    file,
    choose,
    percent,
    song: refreshed.data ?? upload.data ?? null,
    sending: upload.isPending,
    error: upload.error,
  };
}

export type SongUpload = ReturnType<typeof useSongUpload>;
