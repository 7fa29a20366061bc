import { beforeEach, expect, test } from "vitest";
import { mailClaims } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { env } from "../env.ts";
import { claimMail, sendClaimed } from "./mail-claims.ts";
import { startDyingSmtp, startSmtp } from "./smtp-testing.ts";

const { db, clear } = testDatabase();
const mail = { to: { name: "", address: "ada@example.org" }, subject: "Un", text: "Un", html: "" };

beforeEach(clear);

test("a mail that was not sent may be claimed again", async () => {
  await claimMail(db, "one");
  env().SMTP_URL = "smtp://127.0.0.1:1";
  await expect(sendClaimed(db, "one", mail)).rejects.toThrow();
  expect(await claimMail(db, "one")).toBe(true);
  const { url, received, stop } = await startSmtp();
  env().SMTP_URL = url;
  await sendClaimed(db, "one", mail);
  expect(received).toHaveLength(1);
  expect(await db.select({ sentAt: mailClaims.sentAt }).from(mailClaims)).toEqual([{ sentAt: expect.any(Date) }]);
  await stop();
});

test("a mail that the server may have accepted is never sent again", async () => {
  await claimMail(db, "one");
  const { url, stop } = await startDyingSmtp((socket) => socket.destroy());
  env().SMTP_URL = url;
  await sendClaimed(db, "one", mail);
  expect(await claimMail(db, "one")).toBe(false);
  expect(await db.select({ sentAt: mailClaims.sentAt }).from(mailClaims)).toEqual([{ sentAt: null }]);
  await stop();
});
