import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { createMember } from "#features/members/mutations.ts";
import { aMember } from "#features/members/testing.ts";
import type { Result } from "#lib/result.ts";
import { matchesImportedHash } from "../credentials/wordpress-hash.ts";
import { addKnownDevice } from "./known-device.ts";
import { attemptPassword } from "./password-attempts.ts";

const { db, clear } = testDatabase();
const password = "correct horse";
const hashes: { form: string; hash: string }[] = JSON.parse(
  readFileSync(new URL("../credentials/wordpress-hashes.json", import.meta.url), "utf8"),
);
const hashOf = (form: string) => hashes.find((sample) => sample.form === form)?.hash ?? "";
const kinds = ["unknown", "own", "phpass", "wp 6.8", "argon2id by a plugin"];
let serial = 0;
let clock = Date.now();

/** A password thread that answers when the test lets it. */
const checks: { stored: string; answer(): void }[] = [];
const answerAll = () => {
  for (const { answer } of checks.splice(0)) answer();
};

beforeAll(() => {
  process.env.AUTH_SECRET = "a secret of this test";
});
beforeEach(async () => {
  await clear();
  // Rate limits are also kept in memory: each test has its own addresses. That there are imported hashes is remembered for a minute.
  serial += 1;
  clock += 120_000;
  vi.useFakeTimers({ toFake: ["Date"], now: clock });
  checks.length = 0;
  const run = ({ input }: { input: unknown }) =>
    new Promise<{ done: true; value: boolean }>((resolve) => {
      const check = input as { stored: string; password: string };
      checks.push({ stored: check.stored, answer: () => resolve({ done: true, value: matchesImportedHash(check) }) });
    });
  const pool = { run, warmUp() {} };
  globalThis.vigieParsers = { comments: pool, documents: pool, passwords: pool };
  return () => {
    globalThis.vigieParsers = undefined;
    vi.useRealTimers();
  };
});

async function anAccount(kind: string, name = kind): Promise<string> {
  const email = `${name.replaceAll(/\W/g, "")}${serial}@example.org`;
  if (kind === "own") await createMember(db, { email, name: "Ada", role: "reader", password });
  else if (kind !== "unknown")
    await aMember(db, `m${name.replaceAll(/\W/g, "")}`, { email, passwordHash: hashOf(kind) });
  return email;
}
const attempt = (
  email: string,
  given: string,
  network: string,
  startDeadline: () => Promise<unknown> = async () => {},
) => attemptPassword(db, { email, password: given, network: `${network} of imported ${serial}` }, { startDeadline });
const codeOf = (result: Result<unknown>) => (result.ok ? "ok" : result.code);
/** Until this holds, or the test runs into its time limit. */
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 20_000, interval: 5 });

test.each(kinds)("refuses two of four attempts at once on one address, whatever account it has: %s", async (kind) => {
  const email = await anAccount(kind);
  let open = () => {};
  const deadline = new Promise<void>((resolve) => {
    open = resolve;
  });
  // Another account has an imported hash.
  await anAccount("phpass", "other");
  const codes: string[] = [];
  const all = [1, 2, 3, 4].map(async (n) =>
    codes.push(codeOf(await attempt(email, "wrong", `net ${n}`, () => deadline))),
  );
  await until(() => codes.length === 2);
  expect(codes).toEqual(["signIn.busy", "signIn.busy"]);
  if (kind !== "unknown" && kind !== "own") await until(() => checks.length === 2);
  else expect(checks).toEqual([]);
  answerAll();
  open();
  await Promise.all(all);
  expect(codes.slice(2)).toEqual(["signIn.wrong", "signIn.wrong"]);
});

test("lets four attempts of one network be under way, on any accounts", async () => {
  const emails = await Promise.all(["a", "b", "c", "d", "e"].map((name) => anAccount("unknown", name)));
  await anAccount("phpass", "other");
  let open = () => {};
  const deadline = new Promise<void>((resolve) => {
    open = resolve;
  });
  const codes: string[] = [];
  const all = emails.map(async (email) => codes.push(codeOf(await attempt(email, "wrong", "one", () => deadline))));
  await until(() => codes.length === 1);
  open();
  await Promise.all(all);
  expect(codes).toEqual(["signIn.busy", ...Array(4).fill("signIn.wrong")]);
});

test.each(kinds)("answers a wrong password at the deadline and not before: %s", async (kind) => {
  const email = await anAccount(kind);
  await anAccount("phpass", "other");
  let isOpen = false;
  let open = () => {};
  const startDeadline = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        open = () => {
          isOpen = true;
          resolve();
        };
      }),
  );
  const refusal = attempt(email, "wrong", "home", startDeadline).then((result) => [codeOf(result), isOpen]);
  await until(() => startDeadline.mock.calls.length === 1);
  if (kind !== "unknown" && kind !== "own") {
    await until(() => checks.length === 1);
    answerAll();
  }
  // Long enough for the refusal to arrive, if it did not wait.
  await Promise.race([refusal, new Promise((resolve) => setTimeout(resolve, 300))]);
  open();
  expect(await refusal).toEqual(["signIn.wrong", true]);
});

test("does not delay a right password, nor any answer on a site without imported hashes", async () => {
  const never = () => new Promise<unknown>(() => {});
  const own = await anAccount("own");
  expect(codeOf(await attempt(own, "wrong", "home", never))).toBe("signIn.wrong");
  expect(codeOf(await attempt(await anAccount("unknown"), "wrong", "home", never))).toBe("signIn.wrong");
  const imported = await anAccount("argon2id by a plugin");
  expect(codeOf(await attempt(own, password, "home", never))).toBe("ok");
  const signedIn = attempt(imported, password, "home", never);
  await until(() => checks.length === 1);
  answerAll();
  expect(codeOf(await signedIn)).toBe("ok");
});

describe("while twenty checks wait", () => {
  test("refuses every wrong password alike, begins no further check, and admits members of this site", async () => {
    const waiting = await Promise.all(Array.from({ length: 20 }, (_, n) => anAccount("phpass", `waiting${n}`)));
    const emails = await Promise.all(kinds.map((kind) => anAccount(kind)));
    const before = waiting.map((email, n) => attempt(email, "wrong", `net ${n}`));
    await until(() => checks.length === 20);
    const codes = await Promise.all(emails.map(async (email, n) => codeOf(await attempt(email, "wrong", `late ${n}`))));
    expect(codes).toEqual(kinds.map(() => "signIn.busy"));
    expect(checks).toHaveLength(20);
    expect(codeOf(await attempt(emails[1] ?? "", password, "late own"))).toBe("ok");
    answerAll();
    expect((await Promise.all(before)).map(codeOf)).toEqual(waiting.map(() => "signIn.wrong"));
    expect(codeOf(await attempt(emails[0] ?? "", "wrong", "later"))).toBe("signIn.wrong");
  });
});

test("checks the limits of guesses before the password thread", async () => {
  const email = await anAccount("phpass");
  let begun = 0;
  for (let turn = 0; turn < 50; turn += 1) {
    const refusal = attempt(email, "wrong", `net ${turn}`);
    await until(() => checks.length === 1 || turn >= 40);
    begun += checks.length;
    answerAll();
    expect(codeOf(await refusal)).toBe(turn < 40 ? "signIn.wrong" : "signIn.tooMany");
  }
  expect(begun).toBe(40);
});

test("strangers who hold both attempts of an account do not keep its owner's device out", async () => {
  const email = `owner${serial}@example.org`;
  const made = await createMember(db, { email, name: "Ada", role: "reader", password });
  if (!made.ok) throw new Error(made.code);
  await anAccount("phpass", "other");
  const device = addKnownDevice(undefined, made.value.id);
  let open = () => {};
  const deadline = new Promise<void>((resolve) => {
    open = resolve;
  });
  let started = 0;
  const strangers = ["one", "two"].map((network) =>
    attempt(email, "wrong", network, () => {
      started += 1;
      return deadline;
    }),
  );
  await until(() => started === 2);
  expect(codeOf(await attempt(email, password, "owner"))).toBe("signIn.busy");
  const known = await attemptPassword(db, { email, password, network: `owner of imported ${serial}`, device });
  expect(codeOf(known)).toBe("ok");
  open();
  expect((await Promise.all(strangers)).map(codeOf)).toEqual(["signIn.wrong", "signIn.wrong"]);
});
