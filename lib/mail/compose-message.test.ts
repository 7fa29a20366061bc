import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { dkimVerify } from "mailauth";
import PostalMime from "postal-mime";
import { afterEach, describe, expect, test } from "vitest";
import { env } from "../env.ts";
import { composeMessage, type Mail } from "./compose-message.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: "spki", format: "der" }).toString("base64")}`;
const sign = () => {
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  Object.assign(env(), { DKIM_DOMAIN: "example.org", DKIM_SELECTOR: "s1", DKIM_KEY: pem });
};
afterEach(() => Object.assign(env(), { DKIM_KEY: undefined, DKIM_DOMAIN: undefined, DKIM_SELECTOR: undefined }));

const mail: Mail = {
  to: { name: "Zoé", address: "zoe@example.org" },
  subject: "L’été arrive : à lire",
  text: "Bonjour Zoé,\n\n.Un point en tête, « guillemets », une espace en fin \nDe fin\n",
  html: `<p>Bonjour Zoé &amp; co</p>${"<p>à l’œuvre</p>".repeat(200)}`,
};
const lines = (text: string | undefined) => text?.replaceAll("\r\n", "\n").trimEnd();

describe("a message", () => {
  test("has both parts as they were given, and CRLF line ends of at most 998 characters", async () => {
    const bytes = composeMessage(mail);
    expect(bytes.toString()).not.toMatch(/[^\r]\n|\r[^\n]/);
    expect(
      Math.max(
        ...bytes
          .toString()
          .split("\r\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(998);
    const parsed = await PostalMime.parse(bytes);
    expect(parsed.subject).toBe(mail.subject);
    expect(parsed.to).toEqual([{ name: "Zoé", address: "zoe@example.org" }]);
    expect(lines(parsed.text)).toBe(lines(mail.text));
    expect(lines(parsed.html)).toBe(lines(mail.html));
  });

  test("has a text part only, without HTML", async () => {
    const { html: _, ...plain } = mail;
    const bytes = composeMessage(plain);
    expect(bytes.toString().match(/Content-Transfer-Encoding/g)).toHaveLength(1);
    const parsed = await PostalMime.parse(bytes);
    expect(lines(parsed.text)).toBe(lines(mail.text));
  });

  test("is signed so that an independent implementation verifies it, whatever the texts", async () => {
    sign();
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom("\r\n", "\n", "\r", "  ", "\t", ":", ".", "é", "\u0000", "\ud800", "=?", "--"),
        fc.string({ unit: "binary", maxLength: 2 }),
      ),
      maxLength: 60,
    });
    const resolver = async (name: string) => (name === "s1._domainkey.example.org" ? [[record]] : []);
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (name, subject, text) => {
        const list = { name: "x", unsubscribeUrl: "https://example.org/u?t=1" };
        const bytes = composeMessage({
          ...mail,
          to: { ...mail.to, name },
          subject,
          text,
          html: text,
          list,
          headers: { "X-Vigie": subject },
        });
        const { results } = await dkimVerify(bytes, { resolver });
        expect(results.map(({ status }) => status.result)).toEqual(["pass"]);
        const [signed] = results;
        expect(signed?.signingHeaders?.keys.split(": ")).toEqual(
          expect.arrayContaining(["From", "List-Unsubscribe", "List-Unsubscribe-Post"]),
        );
        // Nobody can add another sender.
        const forged = Buffer.concat([Buffer.from("From: eve@example.org\r\n"), bytes]);
        const { results: after } = await dkimVerify(forged, { resolver });
        expect(after.map(({ status }) => status.result)).toEqual(["fail"]);
      }),
      { numRuns: 25 },
    );
  });
});

describe("the headers", () => {
  const headersOf = async (more: Partial<Mail>) => {
    const { headers } = await PostalMime.parse(composeMessage({ ...mail, ...more }));
    return Object.fromEntries(headers.map(({ key, value }) => [key, value]));
  };

  test("say that no person wrote the mail", async () => {
    const headers = await headersOf({});
    expect(headers["auto-submitted"]).toBe("auto-generated");
    expect(Object.keys(headers).filter((name) => name.startsWith("list-"))).toEqual([]);
  });

  test("say how a program stops the mails of a list, with the address in one piece", async () => {
    const unsubscribeUrl = `https://example.org/newsletter/unsubscribe?token=${"t".repeat(300)}`;
    const message = composeMessage({ ...mail, list: { name: "newsletter", unsubscribeUrl } }).toString();
    expect(message).toContain(`\r\nList-Unsubscribe: <${unsubscribeUrl}>\r\n`);
    expect(message).toContain("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    expect(message).toContain(`List-Id: <newsletter.${new URL(env().SITE_URL).hostname}>\r\n`);
  });

  test("name the mail the same at each attempt, on the domain of MAIL_FROM, if it has a key", async () => {
    const id = async (key?: string) => (await headersOf(key ? { key } : {}))["message-id"];
    expect(await id("appeal:1")).toMatch(/^<[\w-]{43}@localhost>$/);
    expect(await id("appeal:1")).toBe(await id("appeal:1"));
    expect(await id("appeal:2")).not.toBe(await id("appeal:1"));
    expect(await id()).not.toBe(await id());
  });

  test("lose line breaks in an address of a list", () => {
    const list = { name: "x", unsubscribeUrl: "https://example.org/u\r\nBcc: victim@example.org" };
    expect(composeMessage({ ...mail, list }).toString()).not.toMatch(/^Bcc:/m);
  });
});
