import { expect, test } from "vitest";
import { commandForKey, type KeyPress } from "./shortcuts.ts";

const free: KeyPress = {
  key: "a",
  repeat: false,
  singleKeys: true,
  typing: false,
  dialog: false,
  outsideItem: false,
  panel: undefined,
};

test.each([
  ["j", "next"],
  ["a", "approve"],
  ["u", "undo"],
  ["e", "alike"],
  ["?", "help"],
  ["Escape", "close"],
  ["1", undefined],
  ["A", undefined],
  ["toString", undefined],
])("maps %s to %s", (key, command) => expect(commandForKey({ ...free, key })).toBe(command));

test.each<[string, Partial<KeyPress>, string | undefined]>([
  ["ignores a repeated decision key", { repeat: true }, undefined],
  ["repeats navigation for a held key", { key: "j", repeat: true }, "next"],
  ["ignores letters while typing", { typing: true }, undefined],
  ["closes on Escape while typing", { key: "Escape", typing: true }, "close"],
  ["ignores keys in a dialog", { key: "Escape", dialog: true }, undefined],
  ["ignores letters if single keys are disabled", { singleKeys: false }, undefined],
  ["ignores digits if single keys are disabled", { key: "1", singleKeys: false, panel: "reject" }, undefined],
  ["closes on Escape if single keys are disabled", { key: "Escape", singleKeys: false, panel: "ban" }, "close"],
  ["chooses a rule by its digit", { key: "2", panel: "reject" }, "2"],
  ["ignores letters while a panel asks for a rule", { panel: "remove" }, undefined],
  ["ignores decision letters while the ban panel is open", { panel: "ban" }, undefined],
  ["ignores navigation while the ban panel is open", { key: "j", panel: "ban" }, undefined],
  ["ignores digits while the ban panel is open", { key: "1", panel: "ban" }, undefined],
  ["ignores decision letters outside the current comment", { outsideItem: true }, undefined],
  ["undoes outside the current comment", { key: "u", outsideItem: true }, "undo"],
])("%s", (_, state, command) => expect(commandForKey({ ...free, ...state })).toBe(command));
