import fc from "fast-check";
import PostalMime from "postal-mime";
import { expect, test, vi } from "vitest";
import { createReturnPath, mailboxMark } from "./bounce-token.ts";
import { maxReportBytes, readReport } from "./read-report.ts";
import * as reports from "./reports-testing.ts";

const issue = { kind: "issue", issueId: 12, subscriberId: 4_005 } as const;
const returnPath = createReturnPath("bounces@example.net", issue);
const read = (text: string) => readReport(Buffer.from(text, "utf8"));

test.each([
  ["Postfix", reports.postfixBounce, "bounce", "5.1.1"],
  ["Postfix, delay", reports.postfixDelay, "delay", "4.4.1"],
  ["Postfix, given up", reports.postfixExpired, "bounce", "4.4.1"],
  ["Exim", reports.eximBounce, "bounce", "5.1.1"],
  ["Exim, plain", reports.eximPlainBounce, "bounce", "5.2.1"],
  ["Exim, plain delay", reports.eximPlainDelay, "delay", ""],
  ["Exchange, French", reports.exchangeBounce, "bounce", "5.1.10"],
  ["Exchange, policy", reports.exchangeRefusal, "bounce", "5.7.1"],
  ["Gmail, French", reports.gmailBounce, "bounce", "5.1.1"],
  ["a full mailbox", reports.fullMailbox, "bounce", "5.2.2"],
  ["qmail", reports.qmailBounce, "bounce", "5.1.1"],
  ["German, Latin-1", reports.germanBounce, "bounce", "5.1.1"],
  ["a complaint", reports.complaint, "complaint", ""],
])("%s: kind, code and signed subject", async (_name, fixture, kind, code) => {
  const report = await read(fixture(returnPath));
  expect(report).toMatchObject({ kind, code, subject: issue });
  expect(report?.diagnostic).not.toMatch(/zoe|@/);
});

test.each([
  ["an absence message", reports.outOfOffice],
  ["a successful delivery", reports.delivered],
  ["a report that it is not spam", reports.notSpam],
  [
    "an ordinary mail",
    (to: string) => `From: eve@example.org\r\nTo: ${to}\r\nSubject: Hi\r\n\r\n550 5.1.1 user unknown\r\n`,
  ],
  ["nothing", () => ""],
])("%s is no report", async (_name, fixture) => expect(await read(fixture(returnPath))).toBeUndefined());

test("one about a mail that is not ours, or with a forged token, has no subject", async () => {
  for (const path of [
    "bounces@example.net",
    "bounces+i1c34p0000000000000000@example.net",
    `${returnPath}`.replace("+i", "+j"),
  ])
    for (const fixture of [reports.postfixBounce, reports.qmailBounce, reports.complaint])
      expect(await read(fixture(path))).toMatchObject({ subject: undefined });
});

test("finds the token in the returned mail alone, in upper case, and in a rewritten return path", async () => {
  const lost = (text: string) => text.replace(/^(?:To|Delivered-To|Envelope-to): .*\r\n/gim, "");
  expect(await read(lost(reports.postfixBounce(returnPath)))).toMatchObject({ subject: issue });
  expect(await read(reports.postfixBounce(returnPath.toUpperCase()))).toMatchObject({ subject: issue });
  const srs = `SRS0=abcd=X1=example.net=${returnPath.split("@")[0]}@forwarder.example`;
  expect(await read(reports.gmailBounce(srs))).toMatchObject({ subject: issue });
});

test("the token of a member's mail has the mark of the address", async () => {
  const path = createReturnPath("b@example.net", { kind: "member", memberId: 7, address: "Zoe@example.org" });
  const subject = { kind: "member", memberId: 7, mailbox: mailboxMark("zoe@example.org") };
  expect(await read(reports.postfixBounce(path))).toMatchObject({ subject });
});

test("the same mail has the same id in every report about it, and without one the report is hashed", async () => {
  const [one, two] = [await read(reports.postfixBounce(returnPath)), await read(reports.gmailBounce(returnPath))];
  expect(one?.id).toBe("<1.2.abc@example.net>");
  expect(two?.id).toBe(one?.id);
  expect((await read(reports.germanBounce(returnPath)))?.id).toMatch(/^[0-9a-f]{64}$/);
});

test("a report with a returned mail of 20 MB is read by its first part", async () => {
  const large = reports.postfixBounce(returnPath).replace("Bonjour", "x".repeat(20_000_000));
  expect(await read(large)).toMatchObject({ code: "5.1.1", subject: issue });
});

test("of a message of line breaks only the first ones are parsed", async () => {
  const parse = vi.spyOn(PostalMime, "parse");
  await read(`From: mailer-daemon@x\r\n\r\n${"\r\n".repeat(120_000)}`);
  await read(reports.postfixBounce(returnPath).replace("Bonjour", "x\n".repeat(120_000)));
  const lengths = parse.mock.calls.map(
    ([source]) =>
      Buffer.from(source as Uint8Array)
        .toString()
        .split("\n").length,
  );
  parse.mockRestore();
  expect(Math.max(...lengths)).toBeLessThan(10_000);
  expect(await read(reports.postfixBounce(returnPath).replace("Bonjour", "x\n".repeat(120_000)))).toMatchObject({
    code: "5.1.1",
    subject: issue,
  });
});

/** Hostile shapes around a valid report. */
const hostile: fc.Arbitrary<string> = fc.oneof(
  fc
    .integer({ min: 1, max: 3_000 })
    .map((depth) =>
      Array.from(
        { length: depth },
        (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
      ).join(""),
    ),
  fc.integer({ min: 1, max: 20_000 }).map((count) => `${"X-A: b\r\n".repeat(count)}\r\n`),
  fc.integer({ min: 1, max: 200_000 }).map((length) => `Subject: ${"=?utf-8?B?".repeat(length / 10)}\r\n\r\n`),
  fc
    .constantFrom("utf-7", "utf-16", "x-user-defined", "\u0000", "iso-2022-jp")
    .map((charset) => `From: postmaster@x\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n550 5.1.1\r\n`),
  fc
    .integer({ min: 1, max: 200_000 })
    .map((length) => `From: mailer-daemon@x\r\n\r\n${"-".repeat(length)}+${"a".repeat(length)}@`),
  fc
    .integer({ min: 1, max: 20_000 })
    .map((count) => `From: mailer-daemon@x\r\n\r\n5.1.1 ${"+aaaaaaaaaaaaaaaaaaaaaaa@".repeat(count)}`),
  fc.integer({ min: 1, max: 3_000 }).map((depth) => "Content-Type: message/rfc822\r\n\r\n".repeat(depth)),
  fc
    .integer({ min: 1, max: 50_000 })
    .map((count) => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\n".repeat(count)}`),
  fc
    .integer({ min: 1, max: 2_000 })
    .map(
      (count) =>
        `Content-Type: multipart/mixed;${Array.from({ length: count }, (_, n) => ` boundary*${n}=b;`).join("")}\r\n\r\n`,
    ),
  fc
    .integer({ min: 1, max: 20_000 })
    .map(
      (count) =>
        `Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${"Action: failed\r\nStatus: 5.1.1\r\n\r\n".repeat(count)}--b--\r\n`,
    ),
  fc
    .tuple(fc.constantFrom("base64", "quoted-printable", "uuencode", "x"), fc.integer({ min: 1, max: 200_000 }))
    .map(
      ([encoding, length]) =>
        `From: postmaster@x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${"=<a&".repeat(length / 4)}`,
    ),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
);

test("no message throws, and none without our token has a subject", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, fc.boolean(), async (text, after) => {
      const whole = after ? text + reports.postfixBounce("b@example.net") : text;
      const report = await readReport(Buffer.from(whole, "latin1"));
      expect(report?.subject).toBeUndefined();
      expect(report?.diagnostic ?? "").not.toContain("@");
    }),
    { numRuns: 60 },
  );
});

test("a report that is cut anywhere is read or ignored", async () => {
  const whole = reports.gmailBounce(returnPath);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), async (length) => {
      const report = await read(whole.slice(0, length));
      if (report?.subject) expect(report.subject).toEqual(issue);
    }),
    { numRuns: 60 },
  );
  expect(whole.length).toBeLessThan(maxReportBytes);
});
