import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { type KnownSong, useSong } from "../api/get-song";
import { type Song, useUploadSong } from "../api/upload-song";

/** Stands for the name of a song that is being looked up, so that its place is kept. */
const LOADING = "…";

/** Which song a cover is asked for, kept outside the form so that a reload or a way back finds it again. */
export interface KeptSong {
  id: string | null;
  keep: (id: string | null) => void;
}

/** A chosen song on its way to the server: sent at once, so that its pitch is known early. */
export function useSongUpload({ id, keep }: KeptSong) {
  const [file, setFile] = useState<File | null>(null);
  const [percent, setPercent] = useState(0);
  const client = useQueryClient();
  const upload = useUploadSong((ratio) => setPercent(Math.round(ratio * 100)));
  const known = useSong(id);
  const receive = (song: Song) => {
    client.setQueryData<KnownSong>(["songs", song.id], { ...song, analysing: !song.analysed });
    keep(song.id);
  };
  const choose = (next: File | null) => {
    setFile(next);
    setPercent(0);
    upload.reset();
    keep(null);
    if (next) upload.mutate(next, { onSuccess: receive });
  };
  const song = known.data ?? null;
  return {
    file,
    choose,
    percent,
    song,
    name: file?.name ?? song?.name ?? (known.isLoading ? LOADING : null),
    sending: upload.isPending,
    /** Whether the song is not to be had yet, but soon will be. */
    waiting: upload.isPending || known.isLoading || (upload.isSuccess && id === null),
    error: upload.error ?? known.error,
  };
}

export type SongUpload = ReturnType<typeof useSongUpload>;
