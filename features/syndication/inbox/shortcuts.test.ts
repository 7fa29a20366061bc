import { expect, test } from "vitest";
import { commandForInboxKey } from "./shortcuts.ts";

const press = (key: string, more: Partial<Parameters<typeof commandForInboxKey>[0]> = {}) =>
  commandForInboxKey({ key, repeat: false, singleKeys: true, typing: false, dialog: false, ...more });

test("each key has its command", () => {
  expect([..."jkopemsbzux?"].map((key) => press(key))).toEqual([
    ...["next", "previous", "open", "publish", "draft", "merge", "skip", "block", "undo", "undo", "select", "help"],
  ]);
  for (const key of ["P", "q", "Enter", "constructor", "__proto__"]) expect(press(key)).toBeUndefined();
});

test("a held key moves but decides nothing", () => {
  expect(press("j", { repeat: true })).toBe("next");
  for (const key of "pesmbzx") expect(press(key, { repeat: true })).toBeUndefined();
});

test("keys do nothing while text is typed, a dialog is open, or they are turned off, except Escape", () => {
  expect(press("p", { typing: true })).toBeUndefined();
  expect(press("p", { dialog: true })).toBeUndefined();
  expect(press("p", { singleKeys: false })).toBeUndefined();
  expect(press("Escape", { singleKeys: false, typing: true })).toBe("close");
});
