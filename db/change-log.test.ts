import postgres from "postgres";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type ChangeLogPosition, findChangeLogEnd, readChanges } from "./change-log.ts";
import { testDatabase } from "./testing.ts";

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const { clear, sql, url } = testDatabase();

const writers = Array.from({ length: 6 }, () => open());
const reading = open();
afterAll(async () => {
  for (const connection of [...writers, reading]) await connection.end();
});
beforeEach(clear);

/** Random choices that are the same for the same seed (Lehmer's generator). */
function seeded(start: number) {
  let state = (start % 2_147_483_646) + 1;
  const whole = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
  const pick = <T>(list: readonly T[]): T => list[whole(list.length)] as T;
  return { whole, pick };
}

function open(): postgres.Sql {
  return postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
}

/** Reads the log and remembers how far. */
class Reader {
  #position: ChangeLogPosition;

  private constructor(position: ChangeLogPosition) {
    this.#position = position;
  }

  static async start(): Promise<Reader> {
    return new Reader((await findChangeLogEnd(reading)).position);
  }

  async read(): Promise<string[]> {
    const { changes, position, gap } = await readChanges(reading, this.#position);
    expect(gap).toBe("none");
    expect(changes.map(({ id }) => id)).toEqual(changes.map(({ id }) => id).toSorted((a, b) => a - b));
    this.#position = position;
    return changes.flatMap(({ tags }) => tags);
  }
}

/** A connection that does one step of a transaction at a time; it knows which changes will be committed. */
class Writer {
  readonly #sql: postgres.Sql;
  /** The tags written since the beginning, and since each open savepoint. Empty outside a transaction. */
  #levels: string[][] = [];

  constructor(connection: postgres.Sql) {
    this.#sql = connection;
  }

  get isOpen(): boolean {
    return this.#levels.length > 0;
  }

  get depth(): number {
    return this.#levels.length;
  }

  async begin(isolation: string): Promise<void> {
    await this.#sql.unsafe(`begin isolation level ${isolation}`);
    this.#levels = [[]];
  }

  /** Takes a snapshot, or a transaction id, without a change. */
  async touch(): Promise<void> {
    await this.#sql.unsafe("select pg_current_xact_id()");
  }

  async write(tag: string): Promise<void> {
    await this.#sql`insert into changes (tags, urgency) values (${`{${tag}}`}::text::text[], 'now')`;
    this.#levels.at(-1)?.push(tag);
  }

  async save(): Promise<void> {
    await this.#sql.unsafe(`savepoint s${this.depth}`);
    this.#levels.push([]);
  }

  async release(): Promise<void> {
    const kept = this.#levels.pop() ?? [];
    await this.#sql.unsafe(`release savepoint s${this.depth}`);
    this.#levels.at(-1)?.push(...kept);
  }

  async undo(): Promise<void> {
    this.#levels.pop();
    await this.#sql.unsafe(`rollback to savepoint s${this.depth}`);
  }

  /** Returns what became visible. */
  async commit(): Promise<string[]> {
    const tags = this.#levels.flat();
    await this.#sql.unsafe("commit");
    this.#levels = [];
    return tags;
  }

  async rollBack(): Promise<void> {
    await this.#sql.unsafe("rollback");
    this.#levels = [];
  }
}

test("returns each committed change at the first read after its commit, and no other", {
  timeout: 120_000,
}, async () => {
  const random = seeded(seed);
  const all = writers.map((connection) => new Writer(connection));
  // Readers start in the middle too; each with what was committed since its last read.
  const readers = [{ reader: await Reader.start(), expected: [] as string[] }];
  let written = 0;
  let returned = 0;
  for (let step = 0; step < 1_500; step += 1) {
    const context = `seed ${seed}, step ${step}`;
    if (step % 300 === 299) readers.push({ reader: await Reader.start(), expected: [] });
    if (random.whole(6) === 0) {
      const one = random.pick(readers);
      const tags = await one.reader.read();
      expect(tags.toSorted(), context).toEqual(one.expected.toSorted());
      returned += tags.length;
      one.expected = [];
      continue;
    }
    const writer = random.pick(all);
    const write = async () => {
      written += 1;
      await writer.write(`t${written}`);
    };
    const commit = async () => {
      const tags = await writer.commit();
      for (const one of readers) one.expected.push(...tags);
    };
    if (!writer.isOpen) {
      await writer.begin(random.pick(["read committed", "repeatable read", "serializable"]));
      continue;
    }
    const steps = [write, write, write, () => writer.touch(), () => writer.save(), commit, () => writer.rollBack()];
    if (writer.depth > 1)
      steps.push(
        () => writer.release(),
        () => writer.undo(),
      );
    await random.pick(steps)();
  }
  for (const writer of all)
    if (writer.isOpen) {
      const tags = await writer.commit();
      for (const one of readers) one.expected.push(...tags);
    }
  for (const { reader, expected } of readers) {
    expect((await reader.read()).toSorted(), `seed ${seed}, at the end`).toEqual(expected.toSorted());
    expect(await reader.read()).toEqual([]);
  }
  expect(returned).toBeGreaterThan(0);
});

test("returns each change once while transactions run and commit at the same time", { timeout: 120_000 }, async () => {
  const random = seeded(seed);
  const reader = await Reader.start();
  const committed: string[] = [];
  let running = writers.length;
  const work = async (connection: postgres.Sql, n: number) => {
    const writer = new Writer(connection);
    for (let transaction = 0; transaction < 40; transaction += 1) {
      await writer.begin("read committed");
      for (let change = 0; change <= random.whole(3); change += 1) await writer.write(`w${n}-${transaction}-${change}`);
      if (random.whole(4) === 0) await writer.rollBack();
      else committed.push(...(await writer.commit()));
    }
    running -= 1;
  };
  const done = Promise.all(writers.map(work));
  const seen: string[] = [];
  while (running > 0) seen.push(...(await reader.read()));
  await done;
  seen.push(...(await reader.read()));
  expect(seen.toSorted(), `seed ${seed}`).toEqual(committed.toSorted());
});

test("leaves out the rows that were seen, however many", async () => {
  const { position } = await findChangeLogEnd(reading);
  const rows = await sql<{ id: number; xid: string }[]>`
    insert into changes (tags, urgency) select array['old'], 'now' from generate_series(1, 20000) returning id, xid::text`;
  await sql`insert into changes (tags, urgency) values ('{new}', 'now')`;
  // As a position on a standby while a transaction is open: everything since its beginning is read again.
  const seen = new Map(rows.map(({ id, xid }) => [Number(id), BigInt(xid)]));
  const page = await readChanges(reading, { ...position, seen });
  expect(page.changes.map(({ tags }) => tags)).toEqual([["new"]]);
});

test("prepares its statement if there is an address past the pooler, also if the process prepares no others", async () => {
  const countPrepared = async () => {
    const connection = open();
    try {
      const { position } = await findChangeLogEnd(connection);
      for (let n = 0; n < 3; n += 1) await readChanges(connection, position);
      const rows = await connection<{ count: number }[]>`
        select count(*)::integer as count from pg_prepared_statements where statement like '%pg_current_snapshot%'
          and statement not like '%pg_prepared_statements%'`;
      return rows[0]?.count;
    } finally {
      await connection.end();
    }
  };
  globalThis.vigieCanPrepare = false;
  expect(await countPrepared()).toBe(0);
  process.env.DATABASE_DIRECT_URL = url;
  expect(await countPrepared()).toBe(1);
  delete process.env.DATABASE_DIRECT_URL;
  delete globalThis.vigieCanPrepare;
});

test("assumes that everything changed if the transaction ids of a primary begin again", async () => {
  const { position } = await findChangeLogEnd(reading);
  const former = { ...position, next: position.next + 1_000n };
  const page = await readChanges(reading, former);
  expect(page.gap).toBe("unknownChanges");
  await sql`insert into changes (tags, urgency) values ('{new}', 'now')`;
  const next = await readChanges(reading, page.position);
  expect([next.gap, next.changes.map(({ tags }) => tags)]).toEqual(["none", [["new"]]]);
});

test("assumes that everything changed if the server's clock was set back while it was not read", async () => {
  const { position, at } = await findChangeLogEnd(reading);
  const gaps = [at, at + 3_600_000].map(async (lastAt) => (await readChanges(reading, position, lastAt)).gap);
  expect(await Promise.all(gaps)).toEqual(["none", "unknownChanges"]);
});
