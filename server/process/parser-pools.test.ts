import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sanitizeBody, sanitizeBodyInWorker } from "#features/editor/document/sanitize-body.ts";
import { parseCommentInWorker, readComment } from "#features/screening/comment-text.ts";
import { findReservation } from "#features/syndication/reservation/find-reservation.ts";
import { ordinaryInputs, randomHostileText } from "#lib/hostile-text-testing.ts";
import { openParserPools } from "./parser-pools.ts";

let close: () => Promise<void>;
beforeAll(() => {
  close = openParserPools();
});
afterAll(() => close());

test("reads a comment in its thread as in this one", async () => {
  const texts = [...ordinaryInputs(1_000).map(([, text]) => text), "", "@jeanne https://a.test", "é".repeat(30_000)];
  for (const text of texts) expect(await parseCommentInWorker(text, "")).toEqual(readComment(text));
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

test("reads in its thread what another site says of its rights", async () => {
  const licence =
    "<rsl><content url='/'><license><prohibits type='usage'>ai-train</prohibits></license></content></rsl>";
  const server = createServer((request, response) =>
    response.end(
      request.url === "/robots.txt" ? "License: /licence.xml" : request.url === "/licence.xml" ? licence : "",
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const documents = globalThis.vigieParsers?.documents;
  if (!documents) throw new Error("no pool");
  const run = vi.spyOn(documents, "run");
  expect(await findReservation({ site }, { mayBePrivate: () => true })).toBe("rsl");
  expect(run.mock.calls.map(([{ name }]) => name)).toEqual(["listStatedLicences", "readStatements"]);
  run.mockRestore();
  server.close();
});
