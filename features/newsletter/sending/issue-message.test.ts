import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { dkimVerify } from "mailauth";
import PostalMime from "postal-mime";
import { afterEach, expect, test, vi } from "vitest";
import { env } from "#lib/env.ts";
import { createSubscriberToken, subscriberTokenPlaceholder, unsubscribeUrl } from "../subscribers/subscriber-token.ts";
import { completeMessage, composeIssueMessage } from "./issue-message.ts";

afterEach(() => Object.assign(env(), { DKIM_KEY: undefined, DKIM_DOMAIN: undefined, DKIM_SELECTOR: undefined }));

const token = createSubscriberToken({ id: 7, linkKey: new Uint8Array(32) });
const recipient = { issueId: 3, subscriberId: 7, address: "zoe@example.net", token };

test("the token replaces its placeholder wherever a line of the encoded mail ends", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "grapheme", maxLength: 90 }), { maxLength: 6 }), async (words) => {
      const link = `https://example.org/n?s=${subscriberTokenPlaceholder}`;
      const text = words.map((word) => `${word.replace(/\p{C}/gu, "")} ${link}`).join("\n");
      const html = words
        .map((word) => `<p>S${word.replace(/[\p{C}<&]/gu, "")}<a href="${link}">SUBSCRIBER</a></p>`)
        .join("");
      const message = composeIssueMessage({ subject: "L’alerte", html, text });
      const parsed = await PostalMime.parse(completeMessage(message, recipient));
      const trimmed = (value = "") => value.replaceAll("\r\n", "\n").trimEnd();
      expect(trimmed(parsed.text)).toBe(trimmed(text.replaceAll(subscriberTokenPlaceholder, token)));
      expect(trimmed(parsed.html)).toBe(trimmed(html.replaceAll(subscriberTokenPlaceholder, token)));
    }),
    { numRuns: 60 },
  );
});

test("no text of an article can be written so that it becomes the subscriber's token", async () => {
  vi.resetModules();
  const ofOtherProcess = await import("../subscribers/subscriber-token.ts");
  const guesses = ["SUBSCRIBER-TOKEN".padEnd(token.length, "_"), ofOtherProcess.subscriberTokenPlaceholder];
  const text = guesses.map((guess) => `https://attacker.example/?s=${guess}`).join("\n");
  const message = composeIssueMessage({ subject: "L’alerte", html: `<p>${text}</p>`, text });
  expect(completeMessage(message, recipient).toString().replaceAll("=\r\n", "").split(token)).toHaveLength(2);
  const parsed = await PostalMime.parse(completeMessage(message, recipient));
  expect(parsed.text?.trim().replaceAll("\r\n", "\n")).toBe(text);
});

test("whatever the subject and the texts, the mail has one recipient and no other headers", async () => {
  const expected = (await PostalMime.parse(completeMessage(composeIssueMessage(variantOf("x")), recipient))).headers;
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "Bcc: v@x.org",
        "To: ",
        "--",
        "=_",
        "\u2028",
        "\u0000",
        "\ud800",
        "=?",
      ),
      fc.string({ unit: "binary", maxLength: 2 }),
    ),
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(hostile, async (words) => {
      const source = completeMessage(composeIssueMessage(variantOf(words)), recipient);
      const parsed = await PostalMime.parse(source);
      expect(parsed.headers.map(({ key }) => key).sort()).toEqual(expected.map(({ key }) => key).sort());
      expect(parsed.to).toEqual([{ name: "", address: "zoe@example.net" }]);
      expect(parsed.attachments).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

const variantOf = (words: string) => ({ subject: `Un ${words}`, html: `<p>${words}</p>`, text: words });

test("has the headers of a list, and the same Message-ID at each attempt", async () => {
  const message = composeIssueMessage({ subject: "Sujet à lire", html: "<p>é</p>", text: "é" });
  const [first, second] = [completeMessage(message, recipient), completeMessage(message, recipient)];
  const parsed = await PostalMime.parse(first);
  const header = (name: string) => parsed.headers.find(({ key }) => key === name)?.value;
  expect(parsed.subject).toBe("Sujet à lire");
  expect(parsed.to).toEqual([{ name: "", address: "zoe@example.net" }]);
  expect(header("list-unsubscribe")).toBe(`<${unsubscribeUrl(token)}>`);
  expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  expect(header("list-id")).toMatch(/^<newsletter\./);
  expect(header("auto-submitted")).toBe("auto-generated");
  expect(parsed.messageId).toBe((await PostalMime.parse(second)).messageId);
  expect(parsed.headers.filter(({ key }) => key === "to")).toHaveLength(1);
  expect(new Set(parsed.headers.map(({ key }) => key)).size).toBe(parsed.headers.length);
});

test("is signed so that an independent implementation verifies it", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  Object.assign(env(), { DKIM_DOMAIN: "example.org", DKIM_SELECTOR: "s1", DKIM_KEY: pem });
  const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: "spki", format: "der" }).toString("base64")}`;
  const link = `https://example.org/n?s=${subscriberTokenPlaceholder}`;
  const text = `Bonjour,  à   vous \n${`${link} é\n`.repeat(5)}\n\n`;
  const message = composeIssueMessage({ subject: "L’alerte", html: `<p>  ${text}</p>`, text });
  const { results } = await dkimVerify(completeMessage(message, recipient), {
    resolver: async () => [[record]],
  });
  expect(results.map(({ status }) => status.result)).toEqual(["pass"]);
});
