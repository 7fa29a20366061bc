import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";
import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { accountMailTemplates } from "#features/auth/mail/account-mail-templates.ts";
import { locales } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import { listElements } from "#lib/html/elements-testing.ts";
import { mailFolder } from "#lib/mail/mail-files.ts";
import { mailFileNames } from "#lib/mail/mail-testing.ts";
import { openWorker } from "../worker/job-worker.ts";
import { findFrench } from "./find-french.ts";
import { codeFiles, readSource } from "./house/source-files.ts";
import { mailSenders, writeEveryMail } from "./product-mails.ts";

const { db, clear } = testDatabase();

test("these files send mails: a new one gets its part in product-mails.ts", () => {
  const senders = codeFiles({ under: ["features", "server", "app"] }).filter(
    (path) =>
      /\b(?:sendMail|sendClaimed|composeMessage)\(/.test(readSource(path)) &&
      !/^server\/(?:bench|testing)\/|testing\.ts$/.test(path),
  );
  expect(senders.sort()).toEqual(mailSenders);
});

/** What product-mails.ts has members and editors type, and mails repeat. */
const typedInFrench = [
  "d’Été",
  "Une faille « critique » : que faire ?",
  "Le début.",
  "Inès",
  "Mon téléphone « à moi »",
  "merci de relire « les règles »",
  "Le passage est permis par la loi",
  "Relu avec soin",
  "Oui, « hier » : ça marche.",
];

const attributesOf = (html: string, tag: string) => listElements(html, tag).map(({ attributes }) => attributes);
const addressesIn = (text: string) => [...new Set(text.match(/https?:\/\/[^\s)>]+/g))].sort();
const headerOf = (mail: Email, name: string) => mail.headers.find(({ key }) => key === name)?.value;

describe.each(locales)("every mail in %s", (locale) => {
  const mails: Email[] = [];
  beforeAll(async () => {
    await clear();
    Object.assign(env(), {
      DATA_DIR: mkdtempSync(join(tmpdir(), "vigie-every-mail-")),
      SMTP_URL: undefined,
      SITE_LOCALE: locale,
    });
    const queues = await openWorker(db, { work: false });
    await writeEveryMail(db, locale);
    await queues.stop();
    for (const name of mailFileNames()) mails.push(await PostalMime.parse(readFileSync(join(mailFolder(), name))));
  });

  test("has been written", () => {
    expect(mails.length).toBeGreaterThanOrEqual(accountMailTemplates.length + 16);
  });

  test("greets, says why it came and how to stop it", () => {
    for (const { subject, text = "", html = "" } of mails) {
      expect(text, subject).toMatch(locale === "fr" ? /^Bonjour[ ,]|\n\nBonjour[ ,]/ : /^Hello[ ,]|\n\nHello[ ,]/);
      const reason = locale === "fr" ? "Vous recevez ce courriel parce qu" : "You’re receiving this email because";
      expect(text.replace(/\s+/g, " ").split(reason), subject).toHaveLength(2);
      expect(html.split(reason), subject).toHaveLength(2);
      const [, footer = ""] = text.split(/\n-- ?\r?\n/);
      expect(footer.trim().split(/\n+/).length, subject).toBeGreaterThanOrEqual(3);
      expect(html).toContain(`lang="${locale}"`);
    }
  });

  test("contains no French but what members typed on an English site", () => {
    if (locale === "fr") return;
    for (const { subject, text = "" } of mails) {
      const ours = typedInFrench.reduce((rest, typed) => rest.replaceAll(typed, ""), text.replace(/\s+/g, " "));
      expect(findFrench(ours), subject).toEqual([]);
    }
  });

  test("has a subject of one line, a plain recipient, and no letter that was encoded wrongly", () => {
    for (const mail of mails) {
      expect(mail.subject).toMatch(/^[^\r\n\ufffd]{5,200}$/);
      expect(mail.to).toHaveLength(1);
      expect(mail.to?.[0]?.address).toMatch(/@exemple\.test$/);
      for (const part of [mail.text, mail.html]) expect(part, mail.subject).not.toMatch(/\ufffd|Ã.|â€/);
    }
  });

  test("says that no person wrote it, and has an id on the sender's domain", () => {
    for (const mail of mails) {
      expect(headerOf(mail, "auto-submitted"), mail.subject).toBe("auto-generated");
      expect(mail.messageId, mail.subject).toMatch(/^<[\w-]+@localhost>$/);
      expect(mail.date, mail.subject).toBeDefined();
    }
  });

  test("links to this site only, with the same addresses in both parts", () => {
    for (const { subject, text = "", html = "" } of mails) {
      const links = [...new Set(attributesOf(html, "a").map(({ href }) => href ?? ""))].sort();
      expect(links.length, subject).toBeGreaterThan(0);
      expect(
        links.filter((link) => new URL(link).origin !== new URL(env().SITE_URL).origin),
        subject,
      ).toEqual([]);
      expect(links, subject).toEqual(addressesIn(text));
    }
  });

  test("loads nothing that could report that it was read", () => {
    for (const { subject, html = "" } of mails) {
      for (const { src = "", width, height, alt } of attributesOf(html, "img")) {
        expect(new URL(src).origin, subject).toBe(new URL(env().SITE_URL).origin);
        expect(new URL(src).search, subject).toBe("");
        expect(alt, subject).toBeDefined();
        expect(Math.min(Number(width), Number(height)), subject).toBeGreaterThan(1);
      }
      expect(html, subject).not.toMatch(
        /<(?:script|link|iframe|object|video|audio|base|form)\b|url\(|@import|\son\w+=/i,
      );
      expect(attributesOf(html, "h1"), subject).toHaveLength(1);
      const tables = attributesOf(html, "table").map(({ role }) => role);
      expect(tables, subject).toEqual(tables.map(() => "presentation"));
    }
  });

  test("shows a member's name as it is typed", () => {
    const named = mails.filter(({ html = "" }) => html.includes("d’Été"));
    expect(named.length).toBeGreaterThan(5);
    for (const { html = "" } of named) {
      expect(html).toContain("d’Été &lt;b&gt;&amp;");
      expect(html).not.toContain("<b>&");
    }
  });

  test("of a list says how a mail program stops it", () => {
    const listed = mails.filter((mail) => headerOf(mail, "list-unsubscribe"));
    expect(listed.length).toBeGreaterThanOrEqual(2);
    for (const mail of listed) {
      const [, address = ""] = /^<(.+)>$/.exec(headerOf(mail, "list-unsubscribe") ?? "") ?? [];
      expect(new URL(address).origin).toBe(new URL(env().SITE_URL).origin);
      expect(headerOf(mail, "list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
      expect(headerOf(mail, "list-id")).toMatch(/^<[\w.-]+>$/);
    }
  });
});
