import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { dkimVerify } from "mailauth";
import PostalMime from "postal-mime";
import { afterEach, expect, test } from "vitest";
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
