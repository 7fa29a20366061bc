import { beforeAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { createMember } from "#features/members/mutations.ts";
import { addKnownDevice } from "./known-device.ts";
import { attemptPassword } from "./password-attempts.ts";

const { db, clear } = testDatabase();
const password = "a long enough one";
let serial = 0;
let email = "";
let memberId = 0;

beforeAll(() => {
  process.env.AUTH_SECRET = "a secret of this test";
});
beforeEach(async () => {
  await clear();
  // Rate limits are also kept in memory: each test has its own address and networks.
  serial += 1;
  email = `ada${serial}@example.org`;
  const made = await createMember(db, { email, name: "Ada", role: "reader", password });
  if (!made.ok) throw new Error(made.code);
  memberId = made.value.id;
});

const atOnce = async () => undefined;
const attempt = (network: string, given: string, device?: string) =>
  attemptPassword(
    db,
    { email, password: given, network: `${network} of test ${serial}`, device },
    { startDeadline: atOnce },
  );

async function guess(times: number, network: (turn: number) => string): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) await attempt(network(turn), "wrong");
}

test("refuses the ninth wrong attempt from one network, but not the owner on another", async () => {
  await guess(8, () => "office");
  expect(await attempt("office", password)).toMatchObject({ code: "signIn.tooMany", values: { minutes: 15 } });
  expect(await attempt("home", password)).toMatchObject({ ok: true, value: { memberId, secondStep: false } });
});

test("limits wrong attempts on one account to forty over all networks", async () => {
  await guess(40, (turn) => `botnet ${Math.floor(turn / 5)}`);
  expect(await attempt("elsewhere", password)).toMatchObject({ code: "signIn.tooMany" });
});

test("no single network uses up the attempts of an account", async () => {
  await guess(60, () => "office");
  expect(await attempt("office", password)).toMatchObject({ code: "signIn.tooMany" });
  expect(await attempt("home", password)).toMatchObject({ ok: true });
});

test("counts all spellings that lead to one account together", async () => {
  // PostgreSQL lowers this capital letter to i, JavaScript to i and a combining dot.
  const [plain, dotted] = [`adai${serial}@example.org`, `ada\u0130${serial}@example.org`];
  expect(await createMember(db, { email: plain, name: "Ida", role: "reader", password })).toMatchObject({ ok: true });
  const network = `office of test ${serial}`;
  const attemptAs = (spelling: string, given: string) =>
    attemptPassword(db, { email: spelling, password: given, network }, { startDeadline: atOnce });
  expect(await attemptAs(dotted, password)).toMatchObject({ ok: true });
  for (let turn = 0; turn < 8; turn += 1) await attemptAs(plain, "wrong");
  expect(await attemptAs(dotted, password)).toMatchObject({ code: "signIn.tooMany" });
});

test("admits a known device while strangers are limited, even on their network", async () => {
  const device = addKnownDevice(undefined, memberId);
  await guess(41, () => "office");
  expect(await attempt("office", password)).toMatchObject({ code: "signIn.tooMany" });
  expect(await attempt("office", password, device)).toMatchObject({ ok: true });
  // A device known as another member's counts as unknown.
  expect(await attempt("office", password, addKnownDevice(undefined, memberId + 1))).toMatchObject({ ok: false });
});

test("limits wrong attempts on a known device", async () => {
  const device = addKnownDevice(undefined, memberId);
  for (let turn = 0; turn < 8; turn += 1) await attempt("home", "wrong", device);
  expect(await attempt("home", password, device)).toMatchObject({ code: "signIn.tooMany" });
});

test("limits wrong attempts of one network to forty over all accounts", async () => {
  const network = `cellar of test ${serial}`;
  for (let turn = 0; turn < 40; turn += 1)
    await attemptPassword(
      db,
      { email: `nobody${turn}-${serial}@example.org`, password: "wrong", network },
      { startDeadline: atOnce },
    );
  expect(await attemptPassword(db, { email, password, network })).toMatchObject({ code: "signIn.tooMany" });
});
