import { useEffect, useReducer, useState } from "react";

import { EventLog } from "@/lib/event-log";
import { applyEvents, type JobProgress, noProgress } from "@/lib/job-progress";
import { subscribeToJob, type Unsubscribe } from "@/lib/socket";
import type { JobEvent } from "@/schemas/job-event";

import { getJobEvents } from "../api/get-job-events";

const POLL_MS = 2500;

export interface FollowedJob {
  progress: JobProgress;
  /** False while only the slower REST way brings news. */
  live: boolean;
}

/** A job's progress, by socket with replay, and by REST where the socket does not get through. */
export function useJobProgress(jobId: string): FollowedJob {
  const [progress, dispatch] = useReducer(applyEvents, noProgress);
  const [live, setLive] = useState(true);
  useEffect(() => followJob(jobId, dispatch, setLive), [jobId]);
  return { progress, live };
}

function followJob(
  jobId: string,
  onEvents: (events: JobEvent[]) => void,
  onLive: (live: boolean) => void,
): Unsubscribe {
  const log = new EventLog();
  const stop = new AbortController();
  let connected = false;
  const receive = (events: JobEvent[]) => {
    if (stop.signal.aborted) return;
    const ready = log.take(events);
    if (ready.length > 0) onEvents(ready);
  };
  const unsubscribe = subscribeToJob(jobId, {
    lastSeq: () => log.lastSeq,
    onEvents: receive,
    onConnection: (state) => {
      connected = state;
      onLive(state);
    },
    onRefused: () => (connected = false),
  });
  const poll = window.setInterval(() => {
    if (!connected || log.hasGap) void fetchMissed(jobId, log.lastSeq, receive);
  }, POLL_MS);
  return () => {
    stop.abort();
    window.clearInterval(poll);
    unsubscribe();
  };
}

/** Fetch what is missing; while the server is away, the next turn tries again. */
async function fetchMissed(jobId: string, after: number, receive: (events: JobEvent[]) => void): Promise<void> {
  const events = await getJobEvents(jobId, after).catch(() => []);
  receive(events);
}
