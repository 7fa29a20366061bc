import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import PostalMime from "postal-mime";
import { beforeEach, describe, expect, test } from "vitest";
import { env } from "#lib/env.ts";
import { composeMessage } from "#lib/mail/compose-message.ts";
import { listMailFiles, mailFolder, storeMailFile } from "#lib/mail/mail-files.ts";
import { redactLinks } from "./redact-links.ts";
import { composeCopy, readMailSummary, readStoredMail } from "./stored-mail.ts";

beforeEach(() => {
  env().DATA_DIR = mkdtempSync(join(tmpdir(), "vigie-outbox-"));
});

const token = "aB3".repeat(15);
const link = `https://news.example.org/login/link?token=${token}`;
const mail = {
  to: { name: "", address: "Ada@example.org" },
  subject: "L’été : à lire",
  text: `Bonjour,\n\n${link}\n`,
  html: `<p>Bonjour</p><a href="https://news.example.org/x?a=1&amp;token=${token}">Oui</a>`,
  list: { name: "x", unsubscribeUrl: `https://news.example.org/u?t=${token}` },
};

async function store(source: Buffer): Promise<string> {
  await storeMailFile(source);
  return (await listMailFiles(1))[0] ?? "";
}
async function readMail(id: string, address?: string) {
  const found = await readStoredMail(id, address);
  if (found === undefined || found === "unreadable") throw new Error(String(found));
  return found;
}

describe("a stored mail", () => {
  test("is listed with its subject and recipient, without reading its body", async () => {
    const id = await store(composeMessage(mail));
    expect(await readMailSummary(id)).toMatchObject({ subject: mail.subject, to: "Ada@example.org" });
  });

  test("is shown to others without the secrets of its links, in no part of it", async () => {
    const id = await store(composeMessage(mail));
    const found = await readMail(id, "eve@example.org");
    expect(found).toMatchObject({ subject: mail.subject, to: "Ada@example.org", isRedacted: true });
    expect(found.text).toContain("https://news.example.org/login/link?token=…");
    expect(found.html).toContain("?a=1&amp;token=…");
    expect(JSON.stringify(found)).not.toContain(token);
    expect(found.headers.map(({ line }) => line)).toContain("List-Unsubscribe: <https://news.example.org/u?t=…>");
    expect(await readMail(id)).toMatchObject({ isRedacted: true });
  });

  test("is shown to its recipient as it is", async () => {
    const id = await store(composeMessage(mail));
    const found = await readMail(id, "ada@example.org");
    expect(found.isRedacted).toBe(false);
    expect(found.text).toContain(link);
  });

  test("is downloaded with the same links and headers as on the page", async () => {
    const id = await store(composeMessage(mail));
    const copy = composeCopy(await readMail(id));
    expect(copy.toString()).not.toContain(token);
    const parsed = await PostalMime.parse(copy);
    expect(parsed.subject).toBe(mail.subject);
    expect(parsed.text).toContain("token=…");
    expect(parsed.html).toContain("<p>Bonjour</p>");
    expect(parsed.headers.filter(({ key }) => key === "content-type")).toHaveLength(1);
  });

  test("that is too large, or gone, is not shown", async () => {
    const id = await store(Buffer.alloc(600 * 1024, "a"));
    expect(await readStoredMail(id, undefined)).toBe("unreadable");
    expect(await readStoredMail("2026-01-01T00-00-00-000Z-01234567", undefined)).toBeUndefined();
    expect(await readStoredMail("../secret", undefined)).toBeUndefined();
  });
});

const nested = (levels: number) =>
  `${Array.from({ length: levels }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join("")}x`;

test("whatever the file, the list and the page have an answer", async () => {
  mkdirSync(mailFolder(), { recursive: true });
  const id = "2026-01-01T00-00-00-000Z-01234567";
  const answer = async (source: string | Uint8Array) => {
    writeFileSync(join(mailFolder(), `${id}.eml`), source);
    const summary = await readMailSummary(id);
    expect(typeof summary.subject).toBe("string");
    const found = await readStoredMail(id, "ada@example.org");
    if (typeof found === "object") composeCopy(found);
  };
  await answer("");
  await answer(nested(500));
  await answer(`Subject: ${"=?utf-8?q?x?= ".repeat(20_000)}\r\n\r\nx`);
  await answer(`To: ${"a,".repeat(50_000)}\r\n\r\nx`);
  await answer(`Content-Type: message/rfc822\r\n\r\n`.repeat(1_000));
  await answer(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\n".repeat(50_000)}`);
  const piece = fc.constantFrom(
    "Subject: ",
    "To: ",
    "<a@b>",
    "\r\n",
    "\r\n\r\n",
    "--b",
    "Content-Type: multipart/mixed; boundary=b",
    "Content-Transfer-Encoding: base64",
    "=?utf-8?b?",
    "\0",
    "é",
    "Date: x",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.array(piece).map((parts) => parts.join("")),
        fc.uint8Array({ maxLength: 300 }),
      ),
      answer,
    ),
    { numRuns: 100 },
  );
});

describe("links", () => {
  test.each([
    [`https://a.example/report/V-2026-AB?key=${token}`, "https://a.example/report/V-2026-AB?key=…"],
    [`https://a.example/account/decisions/1?link=1.tyjmg0.${token}.`, "https://a.example/account/decisions/1?link=…"],
    [`https://a.example/feeds/${token}.xml`, "https://a.example/feeds/….xml"],
    ["https://a.example/articles/une-faille-critique-dans-un-logiciel-tres-utilise?page=2#comment-3", undefined],
    ["https://a.example/newsletter?before=2026-11-28", undefined],
  ])("%s", (address, expected) => {
    expect(redactLinks(`a <${address}> b`)).toBe(`a <${expected ?? address}> b`);
  });
});
