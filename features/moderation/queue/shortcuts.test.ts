import { expect, test } from "vitest";
import { commandForKey, type KeyPress } from "./shortcuts.ts";

const free: KeyPress = {
  key: "a",
  repeat: false,
  single: true,
  typing: false,
  dialog: false,
  beside: false,
  panel: undefined,
};

test.each([
  ["j", "next"],
  ["a", "approve"],
  ["u", "undo"],
  ["?", "help"],
  ["Escape", "close"],
  ["1", undefined],
  ["A", undefined],
  ["toString", undefined],
])("%s means %s", (key, command) => expect(commandForKey({ ...free, key })).toBe(command));

test.each<[string, Partial<KeyPress>, string | undefined]>([
  ["a decision is taken once however long its key is held", { repeat: true }, undefined],
  ["a held key moves on", { key: "j", repeat: true }, "next"],
  ["letters belong to what is being written", { typing: true }, undefined],
  ["Escape leaves what is being written", { key: "Escape", typing: true }, "close"],
  ["a dialog has keys of its own", { key: "Escape", dialog: true }, undefined],
  ["turned off, no letter does anything", { single: false }, undefined],
  ["nor a digit", { key: "1", single: false, panel: "reject" }, undefined],
  ["Escape is no letter", { key: "Escape", single: false, panel: "ban" }, "close"],
  ["a digit names the rule", { key: "2", panel: "reject" }, "2"],
  ["a panel that asks for a rule leaves no other key", { panel: "remove" }, undefined],
  ["no letter decides behind an open ban", { panel: "ban" }, undefined],
  ["nor moves away from it", { key: "j", panel: "ban" }, undefined],
  ["nor does a digit", { key: "1", panel: "ban" }, undefined],
  ["in the third pane no letter decides on the comment", { beside: true }, undefined],
  ["an undo does, wherever one is", { key: "u", beside: true }, "undo"],
])("%s", (_, state, command) => expect(commandForKey({ ...free, ...state })).toBe(command));
