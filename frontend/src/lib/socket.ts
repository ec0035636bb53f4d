/** The only home of socket.io-client: one connection, shared by every job on the page. */
import { io, type Socket } from "socket.io-client";

import { z } from "@/config/zod";
import { basePath, env } from "@/config/env";
import { type JobEvent, jobEventSchema } from "@/schemas/job-event";

export type Unsubscribe = () => void;

interface JobListener {
  /** The `seq` up to which every event is known; asked again at each (re)connection. */
  lastSeq: () => number;
  onEvents: (events: JobEvent[]) => void;
  onConnection: (connected: boolean) => void;
  /** The server refuses the subscription (no such job, or not ours). */
  onRefused: () => void;
}

const acknowledgement = z.union([
  z.object({ events: z.array(jobEventSchema) }),
  z.object({ error: z.unknown() }),
]);

let shared: { socket: Socket; users: number } | null = null;

function acquire(): Socket {
  shared ??= { socket: io(env.VITE_SERVER_ORIGIN || undefined, { path: `${basePath}/socket.io` }), users: 0 };
  shared.users += 1;
  return shared.socket;
}

function release(): void {
  if (!shared) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  shared.socket.disconnect();
  shared = null;
}

/** Follow a job: what was missed, then what happens; survives reconnections. */
export function subscribeToJob(jobId: string, listener: JobListener): Unsubscribe {
  const socket = acquire();
  const join = () => {
    listener.onConnection(true);
    socket.emit("subscribe", { job_id: jobId, after: listener.lastSeq() }, (answer: unknown) => {
      receiveAcknowledgement(answer, listener);
    });
  };
  const receive = (message: unknown) => {
    const event = jobEventSchema.safeParse(message);
    if (event.success && event.data.job_id === jobId) listener.onEvents([event.data]);
  };
  const lose = () => listener.onConnection(false);
  socket.on("connect", join);
  socket.on("job_event", receive);
  socket.on("disconnect", lose);
  socket.on("connect_error", lose);
  if (socket.connected) join();
  return () => {
    socket.off("connect", join);
    socket.off("job_event", receive);
    socket.off("disconnect", lose);
    socket.off("connect_error", lose);
    if (socket.connected) socket.emit("unsubscribe", { job_id: jobId });
    release();
  };
}

function receiveAcknowledgement(answer: unknown, listener: JobListener): void {
  const parsed = acknowledgement.safeParse(answer);
  if (parsed.success && "events" in parsed.data) listener.onEvents(parsed.data.events);
  else listener.onRefused();
}
