import { expect, test, vi } from "vitest";
import { readSessionMessage } from "./session-message.ts";

test("reads a message, with commas and brackets in its texts", () => {
  const message = {
    save: [
      ["id", "12"],
      ["body", `<p>${'[1, {"2": 3}], '.repeat(50_000)}</p>`],
    ],
    hold: null,
  };
  expect(readSessionMessage(JSON.stringify(message))).toEqual(message);
});

test.each(["", "{", "null", "[]", '{"save":5}', '{"save":[["a b","c"]]}', '{"save":[["a",1]]}'])(
  "%s is not read",
  (text) => expect(readSessionMessage(text)).toBeUndefined(),
);

test("does not parse a message of a million values", () => {
  const parse = vi.spyOn(JSON, "parse");
  expect(readSessionMessage(`{"save":[${"{},".repeat(1_000_000)}{}]}`)).toBeUndefined();
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});
