import type { JobEvent } from "@/schemas/job-event";

/** The order of a job's events: no gap, no duplicate, whatever way they came. */
export class EventLog {
  private lastSeqTaken = 0;
  private readonly waiting = new Map<number, JobEvent>();

  /** The `seq` up to which every event was given out. */
  get lastSeq(): number {
    return this.lastSeqTaken;
  }

  /** Whether events came that cannot be given out before an earlier one. */
  get hasGap(): boolean {
    return this.waiting.size > 0;
  }

  /** The events that are now next in line, in order; repeated ones are dropped. */
  take(events: JobEvent[]): JobEvent[] {
    for (const event of events) {
      if (event.seq > this.lastSeqTaken) this.waiting.set(event.seq, event);
    }
    const ready: JobEvent[] = [];
    for (let next = this.next(); next; next = this.next()) ready.push(next);
    return ready;
  }

  private next(): JobEvent | undefined {
    const event = this.waiting.get(this.lastSeqTaken + 1);
    if (!event) return undefined;
    this.waiting.delete(event.seq);
    this.lastSeqTaken = event.seq;
    return event;
  }
}
