import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql as raw } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { mailClaims, notificationSettings, notifications, pendingNotificationMails } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { env } from "#lib/env.ts";
import { mailFolder } from "#lib/mail/mail-files.ts";
import { mailFileNames } from "#lib/mail/mail-testing.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { recordHeartbeat } from "./mutations.ts";
import { readWorkerHealth } from "./queries.ts";
import { confirmedMs, heartbeatMs, isOutage, observe, outageMs } from "./rules.ts";
import { checkHeartbeats } from "./watch.ts";

const { db, clear } = testDatabase();
const anAdmin = (handle: string) =>
  aMember(db, handle, { role: "admin", email: `${handle}@exemple.test`, confirmedAt: new Date() });
/** Moves the last heartbeat of all processes, as time or a change of PostgreSQL's clock does. */
const moveBeats = (by: string) => db.execute(raw`update worker_heartbeats set beat_at = beat_at + ${by}::interval`);
/** A web process that saw the current state at 0 and looks again at `now` (ms). */
const lookAt = async (now: number) => checkHeartbeats(db, await checkHeartbeats(db, undefined, 0), now);

beforeEach(async () => {
  await clear();
  Object.assign(env(), { DATA_DIR: mkdtempSync(join(tmpdir(), "vigie-heartbeat-")), SMTP_URL: undefined });
});

test("raises no alert while a process writes heartbeats", async () => {
  await anAdmin("chef");
  await recordHeartbeat(db, "a:1");
  await moveBeats("-9 minutes");
  await lookAt(confirmedMs);
  expect(await readWorkerHealth(db)).toMatchObject({ isAlive: false, outageSince: null });
  await recordHeartbeat(db, "a:1");
  expect(await readWorkerHealth(db)).toMatchObject({ isAlive: true, outageSince: null });
  expect(mailFileNames()).toEqual([]);
});

test("after ten minutes it notifies and mails each administrator once, however many processes look", async () => {
  const [chef, second, quiet] = [await anAdmin("chef"), await anAdmin("seconde"), await anAdmin("muette")];
  await aMember(db, "lea", { role: "editor", email: "lea@exemple.test", confirmedAt: new Date() });
  await db.insert(notificationSettings).values({ memberId: quiet, staff: "never", linkKey: Buffer.alloc(32) });
  await recordHeartbeat(db, "a:1");
  await moveBeats("-11 minutes");
  await Promise.all([lookAt(confirmedMs), lookAt(confirmedMs), lookAt(confirmedMs)]);
  await lookAt(outageMs);

  expect((await readWorkerHealth(db)).outageSince).toBeInstanceOf(Date);
  const notified = await db.select({ memberId: notifications.memberId, kind: notifications.kind }).from(notifications);
  expect(notified.map(({ memberId }) => memberId).sort()).toEqual([chef, second, quiet].sort());
  expect(new Set(notified.map(({ kind }) => kind))).toEqual(new Set(["alert"]));
  // The worker does not mail the same again once it is back.
  expect(await db.$count(pendingNotificationMails)).toBe(0);
  const mails = mailFileNames().map((name) => readFileSync(join(mailFolder(), name), "utf8"));
  expect(mails.map((mail) => /^To: (.*)$/m.exec(mail)?.[1]?.trim()).sort()).toEqual([
    "chef@exemple.test",
    "seconde@exemple.test",
  ]);
});

test("the next heartbeat ends the incident, and a later outage is another one", async () => {
  await anAdmin("chef");
  await recordHeartbeat(db, "a:1");
  await moveBeats("-11 minutes");
  await lookAt(confirmedMs);
  await recordHeartbeat(db, "a:1");
  expect(await readWorkerHealth(db)).toMatchObject({ outageSince: null });
  await moveBeats("-12 minutes");
  await lookAt(confirmedMs);
  expect(await db.$count(notifications)).toBe(2);
  // Of outages in a row only the first is mailed, until six hours have passed.
  expect(mailFileNames()).toHaveLength(1);
  await db.update(mailClaims).set({ claimedAt: raw`now() - interval '6 hours 1 minute'` });
  await lookAt(outageMs);
  await lookAt(outageMs);
  expect(mailFileNames()).toHaveLength(2);
});

test("a site whose jobs no process has ever run has an outage after ten minutes", async () => {
  await anAdmin("chef");
  await lookAt(outageMs - 1);
  expect(await readWorkerHealth(db)).toEqual({ lastHeartbeatAt: null, isAlive: false, outageSince: null });
  await lookAt(outageMs);
  expect((await readWorkerHealth(db)).outageSince).toBeInstanceOf(Date);
  expect(mailFileNames()).toHaveLength(1);
});

test("a mail that the server refuses is sent by a later look", async () => {
  await anAdmin("chef");
  env().SMTP_URL = "smtp://127.0.0.1:9";
  await lookAt(outageMs);
  expect(await db.$count(notifications)).toBe(1);
  expect((await db.select().from(mailClaims)).filter(({ key }) => /:\d+$/.test(key))).toEqual([]);
  const server = await startSmtp();
  try {
    env().SMTP_URL = server.url;
    await lookAt(outageMs);
    await lookAt(outageMs);
    expect(server.received).toHaveLength(1);
  } finally {
    await server.stop();
  }
  expect(await db.$count(notifications)).toBe(1);
});

test("a clock that is set back hides no outage: heartbeats from the future are deleted", async () => {
  await recordHeartbeat(db, "old:1");
  await moveBeats("5 hours");
  await recordHeartbeat(db, "new:1");
  const { lastHeartbeatAt } = await readWorkerHealth(db);
  expect(lastHeartbeatAt && lastHeartbeatAt.getTime() < Date.now() + 3_600_000).toBe(true);
});

test("a clock that jumps raises no alert while heartbeats come, whatever their age seems to be", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 40 }), (ages) => {
      let seen: ReturnType<typeof observe> | undefined;
      ages.forEach((ageMs, at) => {
        const now = at * heartbeatMs;
        seen = observe(seen, { mark: `beat ${at}` }, now);
        expect(isOutage({ ageMs }, seen, now)).toBe(false);
      });
    }),
  );
});

test("without any heartbeat the alert comes, whatever the clock says", () => {
  fc.assert(
    fc.property(fc.oneof(fc.constant(null), fc.integer({ min: -1e12, max: 1e12 })), (ageMs) => {
      expect(isOutage({ ageMs }, { mark: "same", unchangedSince: 0 }, outageMs)).toBe(true);
    }),
  );
});
