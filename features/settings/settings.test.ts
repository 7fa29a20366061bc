import { beforeEach, expect, test } from "vitest";
import { settingChanges, settings } from "#db/schema/settings.ts";
import { testDatabase } from "#db/testing.ts";
import { resetSetting, setSetting } from "./mutations.ts";
import { readSettings } from "./queries.ts";
import { settingKeys, settingsSchema } from "./schema.ts";

const { db, sql, clear, queries, recordedChanges } = testDatabase();

beforeEach(clear);

test("returns presets in the site's language, in one statement, if nothing is stored", async () => {
  const { result, statements } = await queries(() => readSettings(db, "fr"));
  expect(result).toMatchObject({ "site.name": "Vigie", "comments.newcomer": 2, "related.count": 6, "pages.legal": "" });
  expect(result["site.tagline"]).toMatch(/guet/);
  expect((await readSettings(db, "en"))["site.tagline"]).toMatch(/watch/);
  expect(Object.keys(result).sort()).toEqual([...settingKeys].sort());
  expect(statements).toHaveLength(1);
});

test("reads a stored value with its own type", async () => {
  expect(await setSetting(db, "comments.newcomer", " 0 ")).toMatchObject({
    ok: true,
    value: { value: 0, changed: true },
  });
  await setSetting(db, "site.name", "  Le Guet  ");
  await setSetting(db, "pages.privacy", "# Données\n\nAucune.");
  expect(await readSettings(db)).toMatchObject({
    "comments.newcomer": 0,
    "site.name": "Le Guet",
    "pages.privacy": "# Données\n\nAucune.",
  });
});

test.each([
  ["comments.newcomer", "-1", "setting.notWhole"],
  ["comments.newcomer", "two", "setting.notWhole"],
  ["comments.newcomer", "", "setting.notWhole"],
  ["comments.newcomer", "1.5", "setting.notWhole"],
  ["related.count", "13", "setting.notWhole"],
  ["site.name", "   ", "setting.empty"],
  ["site.name", "x".repeat(61), "setting.tooLong"],
  ["moderation.bannedWords", "x".repeat(10_000), "setting.wordTooLong"],
  ["moderation.suspectWords", `poli\n${"(a+)+$".repeat(2_000)}`, "setting.wordTooLong"],
  ["moderation.bannedWords", Array.from({ length: 5_001 }, (_, n) => `mot${n}`).join("\n"), "setting.tooManyWords"],
  ["pages.legal", 3, "setting.tooLong"],
  ["site.zone", "Europe/Nowhere", "setting.noZone"],
  ["site.zone", "", "setting.noZone"],
  ["members.staffTwoStep", "2", "setting.notWhole"],
  ["look.accent", "#ffcc00", "setting.tooPale"],
  ["look.linkDark", "#0b5c6e", "setting.tooDark"],
  ["look.link", "red;}", "setting.noColour"],
  ["look.logo", "../../etc/passwd", "setting.noPicture"],
  ["navigation.header", "Clic | javascript:alert(1)", "setting.entryAddress"],
  ["navigation.footer", "https://radio.example", "setting.entryName"],
])("refuses %s = %j as %s and stores nothing", async (key, value, code) => {
  expect(await setSetting(db, key, value)).toMatchObject({
    ok: false,
    code,
    values: { key, max: expect.any(Number) },
  });
  expect(await db.select().from(settings)).toEqual([]);
});

test("keeps a line setting on one line, and a page's lines", async () => {
  await setSetting(db, "site.name", "Ma\n\tVigie");
  await setSetting(db, "pages.legal", "# Mentions\n\nTexte");
  expect(await readSettings(db)).toMatchObject({ "site.name": "Ma Vigie", "pages.legal": "# Mentions\n\nTexte" });
});

test.each(["site.nam", "toString", "__proto__"])("names the known keys for the unknown key %s", async (key) => {
  expect(await setSetting(db, key, "x")).toMatchObject({
    ok: false,
    code: "setting.unknown",
    values: { known: expect.stringContaining("comments.newcomer") },
  });
});

test("treats a value of another version as unset", async () => {
  await db.insert(settings).values({ key: "related.count", value: "many" });
  expect(await readSettings(db)).toMatchObject({ "related.count": settingsSchema["related.count"].parse(undefined) });
});

test("announces a change once, and no unchanged value", async () => {
  const rename = () => setSetting(db, "site.name", "Autre");
  expect(await recordedChanges(rename)).toEqual([{ tags: ["settings:all"], urgency: "now", messages: [] }]);
  expect(await recordedChanges(rename)).toEqual([]);
});

test("records who changed what, from what to what, including resets", async () => {
  await setSetting(db, "comments.newcomer", "5", 7);
  await setSetting(db, "comments.newcomer", "5", 8);
  await setSetting(db, "comments.newcomer", "6");
  expect(await resetSetting(db, "comments.newcomer", 7)).toBe(true);
  expect(await resetSetting(db, "comments.newcomer", 7)).toBe(false);
  expect(await readSettings(db)).toMatchObject({ "comments.newcomer": 2 });
  expect(
    (await db.select().from(settingChanges).orderBy(settingChanges.id)).map(({ before, after, actorId }) => [
      before,
      after,
      actorId,
    ]),
  ).toEqual([
    [null, 5, 7],
    [5, 6, null],
    [6, null, 7],
  ]);
  for (const attempt of [
    "update setting_changes set key = 'x'",
    "delete from setting_changes",
    "truncate setting_changes",
  ])
    await expect(sql.unsafe(attempt), attempt).rejects.toThrow("append-only");
});

test("serialises two first changes of the same setting", async () => {
  await Promise.all([1, 2, 3, 4].map((n) => setSetting(db, "related.count", n, n)));
  const changes = await db.select().from(settingChanges).orderBy(settingChanges.id);
  expect(changes.map(({ before }) => before)).toEqual([null, ...changes.slice(0, -1).map(({ after }) => after)]);
});
