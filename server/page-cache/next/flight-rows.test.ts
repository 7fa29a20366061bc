import fc from "fast-check";
import { expect, test } from "vitest";
import { sortFlightRows } from "./flight-rows.ts";

test("sorts hints by content, then rows by id, and keeps the order of rows with the same id", () => {
  const rows = ["a:[1]\n", ':HL["/b.css"]\n', "2:Td,été: 3:x\nab", "9:X\n", "2:[0]\n", ':HL["/a.css"]\n', "9:C\n"];
  expect(sortFlightRows(rows.join(""))).toBe(
    [':HL["/a.css"]\n', ':HL["/b.css"]\n', "2:Td,été: 3:x\nab", "2:[0]\n", "9:X\n", "9:C\n", "a:[1]\n"].join(""),
  );
});

test("for any rows in any order, the result is the same, and contains every row once", () => {
  const content = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => `T${Buffer.byteLength(text).toString(16)},${text}`),
    fc.jsonValue().map((value) => `${JSON.stringify(value)}\n`),
    fc.jsonValue().map((value) => `I[${JSON.stringify(value)}]\n`),
  );
  const rows = fc.uniqueArray(fc.record({ id: fc.nat(5_000), content }), { selector: ({ id }) => id });
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (list, random) => {
      const text = list.map(({ id, content: one }) => `${id.toString(16)}:${one}`);
      const mixed = text
        .map((row) => ({ row, at: random.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ row }) => row);
      const sorted = sortFlightRows(mixed.join(""));
      expect(sorted).toBe(sortFlightRows(text.join("")));
      expect(sorted?.length).toBe(text.join("").length);
      for (const row of text) expect(sorted).toContain(row);
    }),
  );
});

test.each(["", "1:[0]", "z:[0]\n", "1:Tff,short", "1:Tx,abc", "no rows", ":"])("leaves %j alone", (payload) => {
  expect(sortFlightRows(payload)).toBe(payload === "" ? "" : undefined);
});
