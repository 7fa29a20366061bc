import { expect, test } from "vitest";
import { settingKeys, settingLimits } from "#features/settings/schema.ts";
import en from "#i18n/en.json" with { type: "json" };
import fr from "#i18n/fr.json" with { type: "json" };

/** The value at a dotted path. */
function at(tree: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (node, part) =>
        node && typeof node === "object" ? Object.entries(node).find(([key]) => key === part)?.[1] : undefined,
      tree,
    );
}

// /admin/settings shows every setting of the schema; without a name and an explanation a setting would be unclear.
test.each([
  ["fr", fr],
  ["en", en],
] as const)("each setting has its name and explanation in %s, its group a title, its unit a word", (_, messages) => {
  const missing = settingKeys.flatMap((key) => {
    const { unit } = settingLimits(key);
    const wanted = [
      `settings.of.${key}.name`,
      `settings.of.${key}.about`,
      `settings.groups.${key.split(".")[0]}`,
      ...(unit ? [`settings.units.${unit}`] : []),
    ];
    return wanted.filter((path) => typeof at(messages, path) !== "string");
  });
  expect(missing, "say it in i18n/fr.json and i18n/en.json").toEqual([]);
});

test("each number has a unit, or is a switch", () => {
  const bare = settingKeys.filter((key) => {
    const { kind, unit } = settingLimits(key);
    return kind === "number" && !unit;
  });
  expect(bare, "give whole() its unit in features/settings/schema.ts").toEqual([]);
});
