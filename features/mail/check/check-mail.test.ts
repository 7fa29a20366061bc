import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { env } from "#lib/env.ts";
import { composeMessage } from "#lib/mail/compose-message.ts";
import { startSmtp } from "#lib/mail/smtp-testing.ts";
import { startImap } from "../bounces/imap-testing.ts";
import { checkMail } from "./check-mail.ts";
import { openDns } from "./dns.ts";
import { startDns, type Zone } from "./dns-testing.ts";
import type { MailFinding } from "./finding.ts";

const { db } = testDatabase();
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
const stops: (() => unknown)[] = [];
let smtp: Awaited<ReturnType<typeof startSmtp>>;

beforeAll(async () => {
  smtp = await startSmtp();
});
afterAll(() => smtp.stop());
beforeEach(() => {
  smtp.received.length = 0;
  Object.assign(env(), {
    SMTP_URL: smtp.url,
    SITE_URL: "https://news.example.org",
    MAIL_FROM: "Vigie <vigie@example.org>",
    MAIL_BOUNCE_ADDRESS: "b@example.org",
    MAIL_BOUNCE_IMAP_URL: undefined,
    DKIM_DOMAIN: "example.org",
    DKIM_SELECTOR: "s1",
    DKIM_KEY: pem,
  });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A correct zone for a server that sends from 192.0.2.7. */
const zone: Zone = {
  "example.org": { TXT: ["v=spf1 include:_spf.example.org -all", "other"], MX: ["mx.example.org"] },
  "_spf.example.org": { TXT: ["v=spf1 ip4:192.0.2.0/24 -all"] },
  "_dmarc.example.org": { TXT: ["v=DMARC1; p=quarantine"] },
  "s1._domainkey.example.org": { TXT: [`v=DKIM1; k=rsa; p=${publicKey}`] },
  "mx.example.org": { A: ["192.0.2.9"] },
  "mail.example.org": { A: ["192.0.2.7"] },
  "7.2.0.192.in-addr.arpa": { PTR: ["mail.example.org"] },
};

async function check(
  changes: Zone = {},
  { failing, ip = ["192.0.2.7"], ...more }: { failing?: string[]; to?: string | undefined; ip?: string[] } = {},
): Promise<MailFinding[]> {
  const dns = await startDns({ ...zone, ...changes }, failing);
  stops.push(dns.stop);
  const list = { name: "newsletter", unsubscribeUrl: `${env().SITE_URL}/newsletter/unsubscribe?s=x` };
  const newsletterMail = composeMessage({ to: { name: "", address: "a@example.org" }, subject: "a", text: "a", list });
  const options = { dns: openDns(dns.address), ip, newsletterMail, waitMs: 200, to: "ada@example.net", ...more };
  const findings: MailFinding[] = [];
  for await (const finding of checkMail(db, options)) findings.push(finding);
  return findings;
}
const lines = (findings: MailFinding[]) => findings.map(({ check, status }) => `${check} ${status}`);
const wrong = (findings: MailFinding[]) => findings.filter(({ status }) => status !== "ok");
/** Only these results are not "ok", apart from the name in the greeting, which the test server takes from this machine. */
async function expectOnly(found: Promise<MailFinding[]>, expected: Partial<MailFinding>[]) {
  expect(wrong(await found).filter(({ message }) => !message.includes("calls itself"))).toEqual(
    expected.map((one) => expect.objectContaining(one)),
  );
}
const says = (text: string) => expect.stringContaining(text);

test("a site whose mail is in order has no failure, and its mail is sent", async () => {
  const findings = await check();
  expect(findings.filter(({ status }) => status === "failed")).toEqual([]);
  expect([...new Set(findings.map((finding) => finding.check))].sort().join(" ")).toBe(
    "dkim dmarc mx one-click ptr round-trip smtp spf tls",
  );
  expect(smtp.received).toMatchObject([{ recipients: ["ada@example.net"], from: expect.stringMatching(/^b\+c/) }]);
});

test.each<[string, Zone, Partial<MailFinding>]>([
  [
    "no SPF record",
    { "example.org": { MX: ["mx.example.org"] } },
    { check: "spf", status: "failed", record: 'example.org. IN TXT "v=spf1 ip4:192.0.2.7 ~all"' },
  ],
  [
    "another server in SPF",
    { "_spf.example.org": { TXT: ["v=spf1 ip4:198.51.100.1 -all"] } },
    { check: "spf", record: 'example.org. IN TXT "v=spf1 include:_spf.example.org ip4:192.0.2.7 -all"' },
  ],
  [
    "two SPF records",
    { "example.org": { TXT: ["v=spf1 a -all", "v=spf1 mx -all"], MX: ["mx.example.org"] } },
    { check: "spf", message: says("2 SPF records") },
  ],
  [
    "an include of SPF that does not exist",
    { "_spf.example.org": {} },
    { check: "spf", status: "failed", message: says("invalid") },
  ],
  [
    "no DMARC record",
    { "_dmarc.example.org": {} },
    { check: "dmarc", status: "failed", record: says('_dmarc.example.org. IN TXT "v=DMARC1; p=none;') },
  ],
  [
    "a DMARC record that only reports",
    { "_dmarc.example.org": { TXT: ["v=DMARC1; p=none"] } },
    { check: "dmarc", status: "advice", message: says("p=quarantine") },
  ],
  [
    "no MX",
    { "example.org": { TXT: ["v=spf1 ip4:192.0.2.7 -all"] } },
    { check: "mx", status: "failed", record: "example.org. IN MX 10 mail.example.org." },
  ],
  [
    "a null MX",
    { "example.org": { TXT: ["v=spf1 ip4:192.0.2.7 -all"], MX: ["."] } },
    { check: "mx", status: "failed" },
  ],
  ["an MX without an address", { "mx.example.org": {} }, { check: "mx", message: says("which has no address") }],
  [
    "no PTR",
    { "7.2.0.192.in-addr.arpa": {} },
    { check: "ptr", status: "failed", record: says("7.2.0.192.in-addr.arpa. IN PTR ") },
  ],
  ["a PTR that does not lead back", { "mail.example.org": { A: ["192.0.2.8"] } }, { check: "ptr", status: "failed" }],
])("%s: says what to change", async (_name, changes, expected) => expectOnly(check(changes), [expected]));

test.each<[string, string[], Partial<MailFinding>]>([
  [
    "no DKIM record",
    [],
    { message: says("no DKIM record"), record: says(`"v=DKIM1; k=rsa; p=${publicKey.slice(0, 40)}`) },
  ],
  ["a revoked key", ["v=DKIM1; p="], { message: says("revokes") }],
  ["another key", [`v=DKIM1; p=${publicKey.replace(/A/g, "B")}`], { message: says("another key") }],
  ["only SHA-1", [`v=DKIM1; h=sha1; p=${publicKey}`], { message: says("SHA-256") }],
])("%s: the record to publish, and the newsletter's signature fails too", async (_name, TXT, expected) =>
  expectOnly(check({ "s1._domainkey.example.org": { TXT } }), [
    { check: "dkim", status: "failed", ...expected },
    { check: "one-click", status: "failed" },
  ]),
);

/** A zone in which each of these names includes ten others. */
const includes = (depth: number): Zone =>
  Object.fromEntries(
    Array.from({ length: depth }, (_, level) => [
      level === 0 ? "example.org" : `l${level}.example.org`,
      { TXT: [`v=spf1 ${`include:l${level + 1}.example.org `.repeat(10)}-all`], MX: ["mx.example.org"] },
    ]),
  );
const spfOf = (...TXT: string[]): Zone => ({ "example.org": { TXT, MX: ["mx.example.org"] } });

test.each<[string, Zone]>([
  ["an SPF record that includes itself", spfOf("v=spf1 include:example.org -all")],
  [
    "SPF records that include each other",
    { ...spfOf("v=spf1 include:b.test -all"), "b.test": { TXT: ["v=spf1 include:example.org -all"] } },
  ],
  ["an SPF record that redirects to itself", spfOf("v=spf1 redirect=example.org")],
  ["SPF records that include more and more", includes(6)],
  ["a huge SPF record", spfOf(`v=spf1 ${"ip4:198.51.100.1 ".repeat(2_000)}-all`)],
  ["a thousand texts", spfOf(...Array.from({ length: 1_000 }, (_, n) => `text ${n}`))],
  ["control characters", spfOf("v=spf1 \u001b[2J\u0007exists:%{i}.\u001b]0;x\u0007 -all")],
  ["control characters in a record to change", spfOf("v=spf1 x=\u001b[2J\u0007 -all")],
  ["an SPF record of macros", spfOf(`v=spf1 exists:${"%{l1r-}.%{d99}".repeat(50)} -all`)],
  [
    "an alias of itself",
    { "example.org": { CNAME: ["example.org"] }, "_dmarc.example.org": { CNAME: ["_dmarc.example.org"] } },
  ],
  ["aliases in a circle", { "example.org": { CNAME: ["b.test"] }, "b.test": { CNAME: ["example.org"] } }],
  ["hostile names", { "7.2.0.192.in-addr.arpa": { PTR: ["\u001b[31m.example.org", "a".repeat(60)] } }],
  [
    "a hostile DKIM record",
    { "s1._domainkey.example.org": { TXT: [`p=${"A".repeat(20_000)}; h=${":".repeat(5_000)}`] } },
  ],
  [
    "a hostile DMARC record",
    { "_dmarc.example.org": { TXT: [`v=DMARC1; p=\u001b[31mnone; ${"rua=mailto:a@b,".repeat(500)}`] } },
  ],
])("%s: every check has a result, without control characters", async (_, changes) => {
  const findings = await check(changes);
  expect(findings.map((finding) => finding.check)).toEqual(
    expect.arrayContaining(["spf", "dmarc", "dkim", "round-trip"]),
  );
  expect(JSON.stringify(findings.map(({ message, record = "" }) => message + record))).not.toMatch(/\\u00|\p{Cc}/u);
});

test("a name server that fails is a finding, and the other checks go on", async () => {
  const findings = await check({}, { failing: ["_dmarc.example.org"] });
  expect(lines(findings)).toContain("dmarc failed");
  expect(lines(findings)).toContain("round-trip ok");
});

test("domains that are not aligned, SITE_URL without https, no bounce address, no key", async () => {
  Object.assign(env(), {
    MAIL_BOUNCE_ADDRESS: "b@example.com",
    DKIM_KEY: undefined,
    SITE_URL: "http://news.example.org",
  });
  const other: Zone = { "example.com": { TXT: ["v=spf1 ip4:192.0.2.7 -all"], MX: ["mx.example.org"] } };
  await expectOnly(check(other), [
    { check: "dmarc", status: "failed", message: says("MAIL_BOUNCE_ADDRESS in example.org") },
    { check: "dkim", status: "advice" },
    { check: "one-click", status: "failed", message: says("SITE_URL is http://news.example.org") },
  ]);
  Object.assign(env(), { MAIL_BOUNCE_ADDRESS: undefined, MAIL_FROM: "Vigie <vigie@localhost>" });
  const findings = wrong(await check());
  expect(findings).toContainEqual(expect.objectContaining({ check: "mx", status: "advice" }));
  expect(findings).toContainEqual(expect.objectContaining({ check: "spf", message: says("this machine only") }));
});

test("a domain that does not exist is said to be unknown, not to lack records", async () => {
  env().MAIL_BOUNCE_ADDRESS = "b@bounces.example.net";
  expect(wrong(await check())).toContainEqual(
    expect.objectContaining({
      check: "spf",
      message: says("bounces.example.net, the domain of MAIL_BOUNCE_ADDRESS, is unk"),
    }),
  );
});

test("without SMTP_URL, and with a server that does not answer, nothing is sent", async () => {
  for (const SMTP_URL of [undefined, "smtp://127.0.0.1:1"]) {
    env().SMTP_URL = SMTP_URL;
    const findings = await check();
    expect(lines(findings)).toContain("smtp failed");
    expect(lines(findings).join()).not.toContain("round-trip");
  }
});

test("waits for the mail in the mailbox for returned mails, and verifies its signature there", async () => {
  const imap = await startImap();
  stops.push(imap.stop);
  env().MAIL_BOUNCE_IMAP_URL = imap.url;
  const lost = wrong(await check({}, { to: undefined }));
  expect(lost).toContainEqual(expect.objectContaining({ check: "round-trip", message: says("recipient_delimiter") }));
  smtp.received.length = 0;
  // What the mail server receives is delivered to the mailbox.
  const push = smtp.received.push.bind(smtp.received);
  smtp.received.push = (mail) => {
    imap.add(mail.source);
    return push(mail);
  };
  const findings = await check({}, { to: undefined });
  expect(findings.filter((finding) => finding.check === "round-trip")).toMatchObject([
    { status: "ok", message: says("arrived") },
    { status: "ok", message: says("valid DKIM signature") },
  ]);
});
