import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSearchRequest } from "./address.ts";
import { readCursor, writeCursor } from "./cursor.ts";

const today = new Date("2026-06-15T12:00:00Z");
const request = parseSearchRequest(new URLSearchParams("q=a"));
const cursor = { now: today, tier: 1, score: 2.5, kind: "comment", id: 42, before: 20 } as const;

test("reads back what it writes, for the same search only", () => {
  const after = writeCursor(request, cursor);
  expect(readCursor({ ...request, after }, today)).toEqual(cursor);
  expect(readCursor({ ...request, text: "b", after }, today)).toBeNull();
  expect(readCursor({ ...request, after }, new Date(today.getTime() + 40 * 86_400_000))).toBeNull();
  expect(readCursor({ ...request, after }, new Date(today.getTime() - 86_400_000))).toBeNull();
});

test("refuses forged cursors", () => {
  const hash = writeCursor(request, cursor).split(".")[1];
  const forge = (text: string) =>
    readCursor({ ...request, after: `${Buffer.from(text).toString("base64url")}.${hash}` }, today);
  const time = today.getTime();
  expect(forge(`${time},1,1,0,1,20`)).not.toBeNull();
  for (const text of [
    "",
    "a",
    `${time}`,
    `${time},1,NaN,0,1,20`,
    `${time},2,1,0,1,20`,
    `${time},1,1,9,1,20`,
    `${time},1,1,0,-1,20`,
  ])
    expect(forge(text)).toBeNull();
  for (const text of [`${time},1,1,0,1,0`, `${time},1,1,0,1,1e9`, `${time}.5,1,1,0,1,20`, `${time},1,Infinity,0,1,20`])
    expect(forge(text)).toBeNull();
  fc.assert(fc.property(fc.string(), (after) => readCursor({ ...request, after }, today) === null));
});
