import { sql as raw } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { OperatorError } from "../operator-error.ts";
import { redactUrl } from "./redact.mjs";
import { serialiseError } from "./serialise-error.ts";

const { db, sql } = testDatabase();

/** Private text of readers, each with a mark that shows wherever a part of it is kept. */
const mark = "zqx";
const secret = fc
  .tuple(
    fc.constantFrom(
      "",
      '"',
      "'",
      "`",
      ": ",
      "\n    at f (/x/y.ts:1:1)\n",
      "params: ",
      "«",
      "Key (a)=(",
      "\\",
      "%s",
      "{",
    ),
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.constantFrom(
      "",
      "zqx@example.org",
      "$argon2id$v=19$m=65536$zqx",
      "authjs.session-token=zqx",
      '"zqx" and more zqx',
      "\nzqx",
    ),
  )
  .map(([before, middle, after]) => `${before}${middle}${mark} ${after}`.replaceAll("\0", ""));

/** Ways in which a query fails because of its value. */
const failures: ((value: string) => Promise<unknown>)[] = [
  (value) => db.execute(raw`select ${value}::uuid`),
  (value) => db.execute(raw`select ${value}::int`),
  (value) => db.execute(raw`select ${value}::jsonb`),
  (value) => db.execute(raw`select ${value}::timestamptz`),
  (value) => db.execute(raw`select ${value}::int[]`),
  (value) => db.execute(raw`select ${value} from missing_table`),
  (value) => db.execute(raw`insert into settings (key, value) values (${value}, null)`),
  (value) => db.execute(raw`insert into settings (key, value) values (${value}, '1'), (${value}, '2')`),
  (value) =>
    db.execute(raw`insert into members (email, name, handle, role) values (${value}, ${value}, ${value}, ${value})`),
  (value) => db.execute(raw`select regexp_replace('a', ${`${value}(`}, '')`),
  (value) => db.execute(raw`select 1 / (length(${value}) - length(${value}))`),
  (value) => db.execute(raw`select set_config('timezone', ${value}, false)`),
  (value) => sql`select ${value}::date`,
  (value) => sql.unsafe(`select '${value.replaceAll("'", "''")}' '${value.replaceAll("'", "''")}' from from`),
  (value) => sql.unsafe("select $1::uuid", [value]),
  (value) => db.transaction((tx) => tx.execute(raw`select ${value}::inet`)),
  async (value) => JSON.parse(`{${value}`),
  async (value) => BigInt(value),
  async (value) => new URL(value),
  async (value) => new RegExp(`(${value}`),
  async (value) => Buffer.alloc(value as never),
  async (value) => Promise.reject(value),
];

test("the logged error of a failed query contains none of its values", { timeout: 300_000 }, async () => {
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(secret, fc.constantFrom(...failures), async (value, fail) => {
      const error: unknown = await fail(value).catch((thrown: unknown) => thrown);
      if (!(error instanceof Error) && error !== value) return;
      failed += 1;
      const wrapped = new AggregateError([new Error("outer", { cause: error })], "several");
      for (const one of [error, wrapped]) expect(JSON.stringify(serialiseError(one))).not.toContain(mark);
    }),
    { numRuns: 1_000 },
  );
  expect(failed).toBeGreaterThan(700);
});

test("keeps where and why an error happened", async () => {
  const error: unknown = await db.execute(raw`insert into settings (key, value) values ('a', null)`).catch((e) => e);
  const { cause, ...outer } = serialiseError(error);
  expect(outer).toMatchObject({ type: "DrizzleQueryError", stack: expect.any(Array) });
  expect(outer.message).toBeUndefined();
  expect(cause).toMatchObject({ type: "PostgresError", code: "23502", table: "settings", column: "value" });
  const missing: unknown = await sql`select 1 from nowhere`.catch((e) => e);
  expect(serialiseError(missing)).toMatchObject({ code: "42P01", message: 'relation "nowhere" does not exist' });
  const broken: unknown = await sql`select ${"x"}::uuid`.catch((e) => e);
  expect(serialiseError(broken)).toMatchObject({ code: "22P02", message: "invalid input syntax for type uuid" });
});

test.each([
  [new OperatorError("The folder /data/x is full.\nMake room."), "The folder /data/x is full. | Make room."],
  [
    new TypeError("Cannot read properties of undefined (reading 'name')"),
    "Cannot read properties of undefined (reading 'name')",
  ],
  [new Error("the page of zoe@example.org"), "the page of …"],
  [new Error("postgres://vigie:s3cret@db/vigie refused"), "postgres://db/vigie refused"],
  [new Error("GET /articles/a?token=x failed"), "GET /articles/a failed"],
  [new Error("hash 5f4dcc3b5aa765d61d8327deb882cf99 unknown"), "hash … unknown"],
  [
    Object.assign(new Error("Can't send mail: 550 5.7.1 <zoe@example.org> your words"), {
      code: "EENVELOPE",
      responseCode: 550,
      response: "550 5.7.1 <zoe@example.org> your words",
      command: "RCPT TO",
    }),
    "The mail server answered 550 5.7.1 to RCPT TO",
  ],
  [
    Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), {
      code: "ECONNREFUSED",
      syscall: "connect",
      address: "127.0.0.1",
      port: 9,
    }),
    "connect ECONNREFUSED 127.0.0.1:9",
  ],
])("%s", (error, message) => {
  expect(serialiseError(error).message).toBe(message);
});

test("a URL loses its query and its keys, and keeps its slug", () => {
  expect(redactUrl("/articles/sauvegarde-3-2-1-pour-2026?s=zoe@example.org#x")).toBe(
    "/articles/sauvegarde-3-2-1-pour-2026",
  );
  expect(redactUrl("/preview/Gk3pQz81LmN0aBcD7eFg")).toBe("/preview/…");
  expect(redactUrl("https://me:pw@example.org/a?b")).toBe("https://example.org/a");
});
