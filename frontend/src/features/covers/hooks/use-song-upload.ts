import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { useUpload } from "@/lib/uploads";

import { type KnownSong, useSong } from "../api/get-song";
import { planSong, type Song } from "../api/upload-song";

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
  const client = useQueryClient();
  const upload = useUpload<Song>("song");
  const known = useSong(id);
  // A song that arrived while its form was away is taken as well: that it is on the page says whose it is.
  useEffect(() => {
    if (upload.result === null) return;
    client.setQueryData<KnownSong>(["songs", upload.result.id], { ...upload.result, analysing: !upload.result.analysed });
    keep(upload.result.id);
    upload.clear();
  });
  const choose = (next: File) => {
    setFile(next);
    upload.start(planSong(next));
  };
  const remove = () => {
    setFile(null);
    upload.clear();
    keep(null);
  };
  // While another song is on its way, and if it is refused, the one before stays.
  const song = upload.running ? null : (known.data ?? null);
  const name = upload.running ? upload.name : nameOf(song, known.isLoading);
  return {
    sizeBytes: file !== null && file.name === name ? file.size : undefined,
    choose,
    remove,
    upload,
    song,
    name,
    sending: upload.running,
    /** Whether the song is not there yet, but soon will be. */
    waiting: upload.running || upload.result !== null || known.isLoading,
    error: upload.error ?? known.error,
  };
}

function nameOf(song: Song | null, loading: boolean): string | null {
  return song?.name ?? (loading ? LOADING : null);
}

export type SongUpload = ReturnType<typeof useSongUpload>;
