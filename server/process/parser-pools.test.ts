import { afterAll, beforeAll, expect, test } from "vitest";
import { sanitizeBody, sanitizeBodyInWorker } from "#features/editor/document/sanitize-body.ts";
import { parseComment, parseCommentInWorker } from "#features/screening/comment-text.ts";
import { ordinaryInputs, randomHostileText } from "#lib/hostile-text-testing.ts";
import { openParserPools } from "./parser-pools.ts";

let close: () => Promise<void>;
beforeAll(() => {
  close = openParserPools();
});
afterAll(() => close());

test("reads a comment in its thread as in this one", async () => {
  const texts = [...ordinaryInputs(1_000).map(([, text]) => text), "", "@jeanne https://a.test", "é".repeat(30_000)];
  for (const text of texts) expect(await parseCommentInWorker(text, "")).toEqual(parseComment(text));
});

test("answers each hostile comment, and reads a good one among them", async () => {
  const hostile = Array.from({ length: 20 }, (_, seed) =>
    parseCommentInWorker(randomHostileText(seed), `client ${seed}`),
  );
  const critical = parseCommentInWorker(`${"* ".repeat(2_500)}x`, "one");
  const good = parseCommentInWorker("Merci !", "another");
  expect(await critical).toMatchObject({ ok: false, fields: { body: "comment.tooComplex" } });
  expect(await good).toMatchObject({ ok: true, value: { html: "<p>Merci !</p>" } });
  for (const read of await Promise.all(hostile)) expect(read.ok || Object.keys(read.fields ?? {})).not.toEqual([]);
});

test("reads an article of a megabyte in its thread as in this one", async () => {
  const html = '<p>Un <b>paragraphe</b> de <a href="https://a.test">texte</a>.</p>'.repeat(15_000);
  expect(await sanitizeBodyInWorker(html, "")).toEqual({ ok: true, value: sanitizeBody(html) });
});

test("asks a client that sends many texts simultaneously to wait, next to the field", async () => {
  const reads = await Promise.all(Array.from({ length: 6 }, () => parseCommentInWorker("Bonjour", "flood")));
  expect(reads.filter((read) => read.ok)).toHaveLength(2);
  expect(reads.at(-1)).toMatchObject({ ok: false, fields: { body: "parsing.busy" } });
});
