import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { isFinished, jobSchema } from "@/schemas/job";

import { type Song, songAnswer } from "./upload-song";

const REFRESH_MS = 1500;
const jobsAnswer = z.object({ jobs: z.array(jobSchema) });

/** A song, and whether the look at it is still under way; one that failed is not waited for. */
export interface KnownSong extends Song {
  analysing: boolean;
}

async function getSong(id: string): Promise<KnownSong> {
  const { song } = await request("GET", `/songs/${encodeURIComponent(id)}`, songAnswer);
  return { ...song, analysing: !song.analysed && (await isBeingAnalysed(id)) };
}

async function isBeingAnalysed(id: string): Promise<boolean> {
  const { jobs } = await request("GET", "/jobs", jobsAnswer);
  return jobs.some((job) => job.kind === "analysis" && job.song_id === id && !isFinished(job.status));
}

/** A song of this browser as it is known by now; looked at again until it is analysed. */
export function useSong(id: string | null) {
  return useQuery({
    queryKey: ["songs", id],
    queryFn: () => getSong(id ?? ""),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.analysing ? REFRESH_MS : false),
  });
}
