import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { startDns } from "#features/mail/check/dns-testing.ts";
import { env } from "#lib/env.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { runInProcess as vigie } from "../testing.ts";

testDatabase();
const dns = await startDns({ "example.org": { TXT: ["v=spf1 -all"], MX: ["mx.example.org"] } });
const smtp = await startSmtp();
afterAll(async () => {
  await dns.stop();
  await smtp.stop();
});
beforeEach(() => {
  Object.assign(env(), { SMTP_URL: smtp.url, MAIL_FROM: "vigie@example.org", SITE_URL: "https://news.example.org" });
});
env().DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-mail-check-"));
const check = (...options: string[]) =>
  vigie("mail", "check", "--resolver", dns.address, "--ip", "192.0.2.7", "--to", "ada@example.net", ...options);

test("prints a sentence per result with the record to publish, and exits with 1 on a failure", async () => {
  const { code, out, err } = await check();
  expect(code).toBe(1);
  expect(err).toMatch(/\d of \d+ checks failed/);
  expect(out).toContain("failed spf: The SPF record of example.org does not allow 192.0.2.7");
  expect(out).toContain('       example.org. IN TXT "v=spf1 ip4:192.0.2.7 -all"');
  expect(out).toContain("ok     round-trip: The mail server accepted a mail to ada@example.net.");
  expect(out).toContain("advice one-click: ");
  expect(smtp.received.at(-1)).toMatchObject({ recipients: ["ada@example.net"] });
});

test("prints JSON", async () => {
  const { out } = await check("--json");
  expect(JSON.parse(out).findings).toContainEqual(expect.objectContaining({ check: "ptr", status: "failed" }));
});

test.each([
  [["--to", "no"], "--to is an address"],
  [["--ip", "1.2.3"], "--ip is one or several IP addresses"],
  [["--resolver", "nowhere"], "--resolver is the address of a name server"],
  [["--wait", "-1"], "--wait is 0 to 3600 seconds."],
])("refuses %j", async (options, message) => {
  const { code, err } = await vigie("mail", "check", ...options);
  expect(code).toBe(1);
  expect(err).toContain(message);
});
