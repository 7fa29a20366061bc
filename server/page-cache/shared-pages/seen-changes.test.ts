import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChangeLogPosition } from "#db/change-log.ts";
import { containsChange, SeenChanges } from "./seen-changes.ts";

const at = (xmin: number, next = xmin, more: Partial<ChangeLogPosition> = {}): ChangeLogPosition => ({
  timeline: 1,
  xmin: BigInt(xmin),
  next: BigInt(next),
  running: [],
  seen: new Map(),
  ...more,
});
const change = (xid: number, id = xid, timeline = 1) => ({ timeline, xid: BigInt(xid), id });

describe("a position", () => {
  test.each([
    ["before the oldest that ran", change(9), at(10, 20), true],
    ["that had ended", change(12), at(10, 20, { running: ["11"] }), true],
    ["that was running", change(11), at(10, 20, { running: ["11"] }), false],
    ["that began later", change(20), at(10, 20), false],
    ["that was read all the same, on a standby", change(30, 7), at(10, 10, { seen: new Map([[7, 30n]]) }), true],
    ["of another timeline", change(9, 9, 2), at(10, 20), false],
  ])("contains the change of a transaction %s: %#", (_, one, position, expected) => {
    expect(containsChange(position, one)).toBe(expected);
  });
});

describe("a page of another process", () => {
  test("is refused before the log is read, and if it is older than where reading began", () => {
    const seen = new SeenChanges();
    expect(seen.accepts(["a"], at(100))).toBe(false);
    seen.begin(at(50, 60));
    expect([seen.accepts(["a"], at(59)), seen.accepts(["a"], at(60))]).toEqual([false, true]);
    expect(seen.accepts(["a"], at(60, 60, { timeline: 2 }))).toBe(false);
  });

  test("is refused if it lacks a change of one of its tags, whatever it has of later transactions", () => {
    const seen = new SeenChanges();
    seen.begin(at(10));
    seen.record(["a"], change(20));
    seen.record(["a"], change(12));
    const withoutFirst = at(12, 25, { running: ["12"] });
    expect([seen.accepts(["a"], withoutFirst), seen.accepts(["b"], withoutFirst)]).toEqual([false, true]);
    expect(seen.accepts(["b", "a"], withoutFirst)).toBe(false);
    expect(seen.accepts(["a"], at(13, 25, { running: ["13"] }))).toBe(true);
  });

  test("may be newer than what this process has seen", () => {
    const seen = new SeenChanges();
    seen.begin(at(10));
    expect(seen.accepts(["a"], at(500))).toBe(true);
  });

  test("is refused after a change of unknown identity, until its process has read what this one has", () => {
    const seen = new SeenChanges();
    seen.begin(at(10));
    seen.record(["a"]);
    expect([seen.accepts(["a"], at(900)), seen.accepts(["b"], at(900))]).toEqual([false, true]);
    // The read of this position may have begun before the change.
    seen.advance(at(12));
    expect(seen.accepts(["a"], at(900))).toBe(false);
    seen.advance(at(30, 40));
    expect([seen.accepts(["a"], at(39)), seen.accepts(["a"], at(40))]).toEqual([false, true]);
  });

  test("is refused after a promotion until it was rendered after it", () => {
    const seen = new SeenChanges();
    seen.begin(at(10));
    seen.advance(at(20, 20, { timeline: 2 }));
    expect(seen.accepts(["a"], at(900))).toBe(false);
    expect(seen.accepts(["a"], at(20, 20, { timeline: 2 }))).toBe(true);
  });

  test("is refused if what this process has forgotten may be missing", () => {
    const seen = new SeenChanges(2);
    seen.begin(at(10));
    for (const [index, tag] of ["a", "b", "c"].entries()) seen.record([tag], change(20 + index));
    expect([seen.accepts(["d"], at(20)), seen.accepts(["d"], at(21))]).toEqual([false, true]);
    for (let xid = 30; xid < 60; xid += 1) seen.record(["c"], change(xid));
    expect([seen.accepts(["c"], at(58)), seen.accepts(["c"], at(60))]).toEqual([false, true]);
  });
});

test("waiting for the next position ends with it, or after the timeout", async () => {
  const seen = new SeenChanges();
  seen.begin(at(10));
  const waiting = seen.waitForPosition(60_000);
  seen.advance(at(11));
  await waiting;
  await seen.waitForPosition(1);
});

/** Random orders of transactions, reads of the log, renders, stores and lookups. */
describe("in any order of events", () => {
  const tags = ["a", "b", "c"];

  interface Transaction {
    xid: number;
    id: number;
    tag: string;
  }

  interface Page {
    tags: string[];
    /** The changes in it. */
    content: Set<number>;
    position: ChangeLogPosition;
  }

  /** A process, with the server that it reads: the primary, or a standby that has replayed a part of the commits. */
  class Process {
    readonly isStandby: boolean;
    /** Commits that its standby has replayed. */
    replayed = 0;
    seen = new SeenChanges(2);
    /** Changes that it has recorded: it must show nothing without them. */
    known = new Set<number>();
    /** Of those, the ones that the log does not record again. */
    recorded = new Set<number>();
    standbySeen = new Map<number, bigint>();
    pendingRead: { position: ChangeLogPosition; rows: Transaction[]; isFirst: boolean } | undefined;
    renders: { tags: string[]; content: Set<number>; isOvertaken: boolean }[] = [];

    constructor(isStandby: boolean) {
      this.isStandby = isStandby;
    }

    restart(): void {
      Object.assign(this, new Process(this.isStandby), { replayed: this.replayed });
    }

    record({ xid, id, tag }: Transaction, isIdentified: boolean): void {
      this.known.add(id);
      this.seen.record([tag], isIdentified ? change(xid, id) : undefined);
      for (const render of this.renders) render.isOvertaken ||= render.tags.includes(tag);
    }
  }

  class Model {
    readonly running: Transaction[] = [];
    readonly committed: Transaction[] = [];
    readonly stored: Page[] = [];
    nextXid = 1;
    readonly processes: Process[];

    constructor(standbys: boolean[]) {
      this.processes = standbys.map((isStandby) => new Process(isStandby));
    }

    processAt(index: number): Process {
      const found = this.processes[index % this.processes.length];
      if (!found) throw new Error("There is no process.");
      return found;
    }

    visibleTo({ isStandby, replayed }: Process): Transaction[] {
      return this.committed.slice(0, isStandby ? replayed : undefined);
    }

    begin(tag: string): void {
      this.running.push({ xid: this.nextXid, id: this.nextXid, tag });
      this.nextXid += 1;
    }

    /** What `pg_current_snapshot()` says on the server of a process; a standby does not list what is running. */
    snapshotOf(of: Process): ChangeLogPosition {
      const visible = this.visibleTo(of);
      const invisible = [...this.running, ...this.committed.slice(visible.length)].map(({ xid }) => xid);
      const next = of.isStandby ? Math.max(0, ...visible.map(({ xid }) => xid)) + 1 : this.nextXid;
      const open = invisible.filter((xid) => xid < next);
      const xmin = Math.min(next, ...open);
      return of.isStandby ? at(xmin) : at(xmin, next, { running: open.map(String) });
    }

    /** Sends the statement that reads the log, or gets its answer. */
    read(of: Process): void {
      const { pendingRead } = of;
      of.pendingRead = undefined;
      if (!pendingRead) {
        const isFirst = of.seen.position === undefined;
        of.pendingRead = { position: this.snapshotOf(of), rows: this.visibleTo(of), isFirst };
        return;
      }
      const { position, rows, isFirst } = pendingRead;
      if (isFirst) {
        for (const { id, xid } of rows) {
          if (!containsChange(position, change(xid, id))) continue;
          of.recorded.add(id);
          of.known.add(id);
        }
        of.seen.begin(position);
        return;
      }
      for (const row of rows) {
        if (of.recorded.has(row.id)) continue;
        of.recorded.add(row.id);
        if (of.isStandby) of.standbySeen.set(row.id, BigInt(row.xid));
        of.record(row, true);
      }
      const seen = new Map([...of.standbySeen].filter(([, xid]) => xid >= position.xmin));
      of.seen.advance({ ...position, seen });
    }

    /** Only what the process has visible is in the page; the log may be further by the time it is stored. */
    startRender(of: Process, ofTags: string[]): void {
      if (of.seen.position === undefined) return;
      const content = new Set(this.visibleTo(of).map(({ id }) => id));
      of.renders.push({ tags: ofTags, content, isOvertaken: false });
    }

    storeRenders(of: Process): void {
      const { position } = of.seen;
      for (const render of of.renders.splice(0)) {
        if (position && !render.isOvertaken && of.seen.accepts(render.tags, position))
          this.stored.push({ ...render, position });
      }
    }

    commit(index: number, author: Process, isIdentified: boolean): void {
      const [transaction] = this.running.splice(index % Math.max(1, this.running.length), 1);
      if (!transaction) return;
      this.committed.push(transaction);
      // A process on the primary records what it commits itself at once, with or without the identity of the change.
      if (author.isStandby || author.seen.position === undefined) return;
      if (isIdentified) author.recorded.add(transaction.id);
      author.record(transaction, isIdentified);
    }

    check(): void {
      for (const of of this.processes)
        for (const page of this.stored) {
          if (!of.seen.accepts(page.tags, page.position)) continue;
          const missing = this.committed.filter(
            ({ id, tag }) => of.known.has(id) && page.tags.includes(tag) && !page.content.has(id),
          );
          expect(missing).toEqual([]);
        }
    }
  }

  type Step = (model: Model) => void;
  const index = fc.nat(5);
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.constantFrom(...tags).map(
      (tag): Step =>
        (model) =>
          model.begin(tag),
    ),
    fc.tuple(index, index, fc.boolean()).map(
      ([which, by, isIdentified]): Step =>
        (model) =>
          model.commit(which, model.processAt(by), isIdentified),
    ),
    index.map(
      (of): Step =>
        (model) => {
          const standby = model.processAt(of);
          standby.replayed = Math.min(standby.replayed + 1, model.committed.length);
        },
    ),
    {
      arbitrary: index.map(
        (of): Step =>
          (model) =>
            model.read(model.processAt(of)),
      ),
      weight: 3,
    },
    fc.tuple(index, fc.subarray(tags, { minLength: 1 })).map(
      ([of, ofTags]): Step =>
        (model) =>
          model.startRender(model.processAt(of), ofTags),
    ),
    index.map(
      (of): Step =>
        (model) =>
          model.storeRenders(model.processAt(of)),
    ),
    // The log was not read for long: reading begins anew.
    index.map(
      (of): Step =>
        (model) => {
          const process = model.processAt(of);
          if (process.seen.position && !process.pendingRead) process.seen.begin(process.seen.position);
        },
    ),
    fc.tuple(index, fc.nat(9)).map(
      ([of, chance]): Step =>
        (model) => {
          if (chance === 0) model.processAt(of).restart();
        },
    ),
  );
  const standbys = fc.array(fc.boolean(), { minLength: 2, maxLength: 4 });

  const steps = fc.array(step, { minLength: 30, maxLength: 120, size: "max" });

  function run(kinds: boolean[], order: Step[]): Model {
    const model = new Model(kinds);
    for (const of of model.processes) for (let half = 0; half < 2; half += 1) model.read(of);
    for (const one of order) {
      one(model);
      model.check();
    }
    return model;
  }

  test("no process accepts a page that lacks a change that it has seen", () => {
    let stored = 0;
    fc.assert(
      fc.property(standbys, steps, (kinds, order) => {
        stored += run(kinds, order).stored.length;
      }),
      { numRuns: 600 },
    );
    expect(stored).toBeGreaterThan(100);
  });

  test("once all transactions have ended and are read, every process accepts the pages of every other", () => {
    fc.assert(
      fc.property(standbys, steps, (kinds, order) => {
        const model = run(kinds, order);
        while (model.running.length > 0) model.commit(0, new Process(true), false);
        // A further transaction, by which a standby knows that all before it have ended.
        model.begin("other");
        model.commit(0, new Process(true), false);
        for (const of of model.processes) {
          of.replayed = model.committed.length;
          for (let round = 0; round < 8; round += 1) model.read(of);
        }
        for (const writer of model.processes)
          for (const reader of model.processes) {
            const { position } = writer.seen;
            expect(position && reader.seen.accepts(tags, position)).toBe(true);
          }
      }),
      { numRuns: 300 },
    );
  });
});
