import type { JobEvent } from "@/schemas/job-event";

type Listener = Parameters<typeof import("@/lib/socket").subscribeToJob>[1];

/** A stand-in for the socket's home: what was subscribed, and a hand to send events with. */
export class FakeJobSocket {
  private listener: Listener | null = null;
  /** The `after` of each subscription, in order. */
  readonly joined: number[] = [];

  readonly subscribeToJob = (_jobId: string, listener: Listener) => {
    this.listener = listener;
    this.connect();
    return () => (this.listener = null);
  };

  get followed(): boolean {
    return this.listener !== null;
  }

  connect(): void {
    this.joined.push(this.listener?.lastSeq() ?? 0);
    this.listener?.onConnection(true);
  }

  disconnect(): void {
    this.listener?.onConnection(false);
  }

  send(events: JobEvent[]): void {
    this.listener?.onEvents(events);
  }
}
