import { describe, expect, test } from "vitest";

import { eventsOf } from "@/testing/samples";

import { EventLog } from "./event-log";

const events = eventsOf([{ type: "queued" }, { type: "started" }, { type: "checkpoint_saved", epoch: 1 }]);

function seqs(log: EventLog, ...positions: number[]): number[] {
  return log.take(positions.flatMap((position) => events[position] ?? [])).map((event) => event.seq);
}

describe("EventLog", () => {
  test("gives out events in order", () => {
    expect(seqs(new EventLog(), 2, 0, 1)).toEqual([1, 2, 3]);
  });

  test("drops an event that came twice", () => {
    const log = new EventLog();
    seqs(log, 0, 1);
    expect(seqs(log, 1, 2)).toEqual([3]);
  });

  test("holds a live event back until the replay before it has come", () => {
    const log = new EventLog();
    expect(seqs(log, 2)).toEqual([]);
  });

  test("gives the held event out after the replay", () => {
    const log = new EventLog();
    seqs(log, 2);
    expect(seqs(log, 0, 1)).toEqual([1, 2, 3]);
  });

  test("asks for what comes after the last event given out", () => {
    const log = new EventLog();
    seqs(log, 0, 2);
    expect(log.lastSeq).toBe(1);
  });

  test("says that it has a gap", () => {
    const log = new EventLog();
    seqs(log, 2);
    expect(log.hasGap).toBe(true);
  });
});
