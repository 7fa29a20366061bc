import { expect, test } from "vitest";
import type { SmtpProbe } from "#lib/mail/smtp-probe.ts";
import { checkTls, reverseName } from "./mail-server.ts";
import { addTerm } from "./spf.ts";

const now = new Date("2026-11-28T12:00:00Z");
const encrypted: SmtpProbe = {
  greetingName: "mail.example.org",
  encryption: "starttls",
  certificateError: undefined,
  certificateExpiresAt: new Date("2027-02-01T00:00:00Z"),
};
const tls = (changes: Partial<SmtpProbe>, isLocal = false) =>
  checkTls("mail.example.org", { ...encrypted, ...changes }, { isLocal, now });

test("TLS: valid, about to expire, not accepted, missing", () => {
  expect(tls({})).toMatchObject({ status: "ok" });
  expect(tls({ certificateExpiresAt: new Date("2026-12-02T12:00:00Z") })).toMatchObject({
    status: "advice",
    message: "The certificate of mail.example.org expires in 4 days. Renew it.",
  });
  const untrusted = { certificateError: "DEPTH_ZERO_SELF_SIGNED_CERT" };
  expect(tls(untrusted)).toMatchObject({ status: "failed", message: expect.stringContaining("SELF_SIGNED") });
  expect(tls(untrusted, true)).toMatchObject({ status: "advice" });
  expect(tls({ encryption: "none" })).toMatchObject({ status: "failed" });
  expect(tls({ encryption: "none" }, true)).toMatchObject({ status: "ok" });
});

test("the name of an address in reverse", () => {
  expect(reverseName("192.0.2.7")).toBe("7.2.0.192.in-addr.arpa");
  expect(reverseName("2001:DB8::1:20")).toBe(
    "0.2.0.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
  );
});

test("a term is added to an SPF record before the one about all others", () => {
  expect(addTerm("v=spf1 mx -all", "ip4:192.0.2.7")).toBe("v=spf1 mx ip4:192.0.2.7 -all");
  expect(addTerm("v=spf1 redirect=a.example", "ip4:192.0.2.7")).toBe("v=spf1 ip4:192.0.2.7 redirect=a.example");
  expect(addTerm("v=spf1 all:a include:b", "a")).toBe("v=spf1 all:a include:b a");
});
