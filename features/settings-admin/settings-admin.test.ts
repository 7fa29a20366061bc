import { beforeEach, expect, test } from "vitest";
import { members, memberTotp, settingChanges } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { listSettingChanges } from "#features/settings/change-log.ts";
import { resetSetting, setSetting } from "#features/settings/mutations.ts";
import { readSettings, readStoredSettings } from "#features/settings/queries.ts";
import { presets, type SettingKey, settingKeys } from "#features/settings/schema.ts";
import {
  describeSetting,
  formatSettingValue,
  isModerationGroup,
  listGroupKeys,
  settingGroups,
} from "./describe-setting.ts";
import { applyLinkStep, parseSettingsForm, previewContrast, resetUnchangedSetting, saveSettings } from "./mutations.ts";

const { db, clear } = testDatabase();
let ada = 0;

beforeEach(async () => {
  await clear();
  const [row] = await db
    .insert(members)
    .values({ name: "Ada", handle: "ada", role: "admin" })
    .returning({ id: members.id });
  ada = row?.id ?? 0;
});

/** Returns what a form opened now would send, with these fields changed. */
async function formWith(changed: Partial<Record<SettingKey, string>>, keys: SettingKey[] = [...settingKeys]) {
  const stored = await readStoredSettings(db);
  const fields: Record<string, string> = {};
  for (const key of keys) {
    const shown = describeSetting(key, stored);
    fields[`version:${key}`] = shown.version;
    // Browsers do not send an unchecked box.
    if (shown.kind !== "switch" || shown.value === "1") fields[key] = shown.value;
  }
  return parseSettingsForm({ ...fields, ...changed });
}

test.each([
  [0, "0 jour", "jour"],
  [1, "1 jour", "jour"],
  [2, "2 jours", "jours"],
])("names the unit of %i in its grammatical number", async (days, text, unit) => {
  const stored = { ...(await readStoredSettings(db)), "comments.closeAfterDays": days };
  expect(formatSettingValue("comments.closeAfterDays", days).replace(/\s/, " ")).toBe(text);
  expect(describeSetting("comments.closeAfterDays", stored).unit).toBe(unit);
});

test("puts every setting in one group, and shows moderators all about members", () => {
  expect(settingGroups.flatMap(listGroupKeys).sort()).toEqual([...settingKeys].sort());
  expect(settingGroups.filter(isModerationGroup)).toEqual(expect.arrayContaining(["comments", "moderation"]));
  expect(isModerationGroup("pages")).toBe(false);
});

test("changes nothing for an unchanged form; an empty text keeps the built-in one", async () => {
  expect(await saveSettings(db, ada, await formWith({}))).toEqual({ saved: [], refusals: {}, typed: {} });
  expect(await db.$count(settingChanges)).toBe(0);
});

test("stores what changed and who changed it; removes carriage returns, and reads an unchecked box as 0", async () => {
  const form = await formWith({ "moderation.links": "5", "moderation.bannedWords": "viagra\r\ncasino\r\n" });
  const off = form.map((one) => (one.key === "site.lateHydration" ? { ...one, typed: "0" } : one));
  expect((await saveSettings(db, ada, off)).saved.sort()).toEqual([
    "moderation.bannedWords",
    "moderation.links",
    "site.lateHydration",
  ]);
  expect(await readSettings(db)).toMatchObject({
    "moderation.links": 5,
    "moderation.bannedWords": "viagra\ncasino",
    "site.lateHydration": 0,
  });
  expect((await listSettingChanges(db, 10)).map(({ by, byMember }) => [by, byMember])).toEqual(
    Array(3).fill(["Ada", true]),
  );
});

test("lists as many changes of some keys as requested, whatever followed them", async () => {
  const change = (key: string) => ({ key, before: 1, after: 2, actorId: ada });
  await db.insert(settingChanges).values(["comments.newcomer", "site.zone", "site.zone", "home.order"].map(change));
  const keys = listGroupKeys("comments");
  const found = await listSettingChanges(db, 2, { keys });
  expect(found.map(({ key }) => key)).toEqual(["comments.newcomer"]);
  expect(await listSettingChanges(db, 2, { keys, before: found[0]?.id })).toEqual([]);
  expect(await listSettingChanges(db, 2)).toHaveLength(2);
});

test("stores nothing with one wrong value, and returns only what was changed as typed", async () => {
  const form = await formWith({ "moderation.links": "beaucoup", "comments.newcomer": "7" });
  const saved = await saveSettings(db, ada, form);
  expect(saved).toEqual({
    saved: [],
    refusals: { "moderation.links": "«\u00a0Liens\u00a0» doit être un nombre entier de 0 à 30." },
    typed: { "moderation.links": "beaucoup", "comments.newcomer": "7" },
  });
  expect(await readSettings(db)).toMatchObject({ "comments.newcomer": presets["comments.newcomer"] });
  expect(await db.$count(settingChanges)).toBe(0);
});

test("reports to the second editor who changed what, keeps other changes, and accepts a second attempt", async () => {
  const opened = await formWith({ "moderation.links": "9" });
  await setSetting(db, "moderation.links", 4);
  await setSetting(db, "comments.newcomer", 0);
  const refused = await saveSettings(db, ada, opened);
  expect(refused.refusals["moderation.links"]).toContain("4 liens");
  expect(refused.refusals["moderation.links"]).toContain("ligne de commande");
  expect(refused.typed).toEqual({ "moderation.links": "9" });
  // The page is rendered again: the present values, with what was typed.
  expect((await saveSettings(db, ada, await formWith(refused.typed))).saved).toEqual(["moderation.links"]);
  expect(await readSettings(db)).toMatchObject({ "moderation.links": 9, "comments.newcomer": 0 });
});

test("accepts two editors who want the same", async () => {
  const opened = await formWith({ "moderation.links": "4" });
  await setSetting(db, "moderation.links", 4);
  expect(await saveSettings(db, ada, opened)).toEqual({ saved: [], refusals: {}, typed: {} });
});

test("stores one of two simultaneous changes and reports the conflict to the other", async () => {
  const [one, other] = await Promise.all([formWith({ "related.count": "3" }), formWith({ "related.count": "4" })]);
  const both = await Promise.all([saveSettings(db, ada, one), saveSettings(db, ada, other)]);
  expect(both.map(({ saved }) => saved.length).sort()).toEqual([0, 1]);
  expect(both.find(({ saved }) => saved.length === 0)?.refusals["related.count"]).toContain("Ada");
});

test("restores a preset, unless somebody changed the setting since", async () => {
  await setSetting(db, "moderation.links", 4, ada);
  const { version } = describeSetting("moderation.links", await readStoredSettings(db));
  await setSetting(db, "moderation.links", 6, ada);
  expect(await resetUnchangedSetting(db, ada, "moderation.links", version)).toMatchObject({
    code: "setting.conflict",
    values: { by: "member", name: "Ada", value: "6 liens" },
  });
  const now = describeSetting("moderation.links", await readStoredSettings(db));
  expect(now).toMatchObject({ isChanged: true, preset: "2 liens", value: "6" });
  expect(await resetUnchangedSetting(db, ada, "moderation.links", now.version)).toMatchObject({ ok: true });
  expect(describeSetting("moderation.links", await readStoredSettings(db)).isChanged).toBe(false);
});

test("refuses a line of 10,000 characters, and stores regular expressions as text", async () => {
  const long = await saveSettings(db, ada, await formWith({ "moderation.bannedWords": "x".repeat(10_000) }));
  expect(long.refusals["moderation.bannedWords"]).toContain("100 caractères");
  const pattern = "(a+)+$\n[[[\n\\d{1,99}";
  expect((await saveSettings(db, ada, await formWith({ "moderation.bannedWords": pattern }))).refusals).toMatchObject({
    "moderation.bannedWords": expect.stringContaining("deux lettres"),
  });
  const kept = "(ab+)+$\n\\ddd{1,99}";
  expect((await saveSettings(db, ada, await formWith({ "moderation.bannedWords": kept }))).saved).toHaveLength(1);
  expect(describeSetting("moderation.bannedWords", await readStoredSettings(db))).toMatchObject({
    value: kept,
    entryCount: 2,
  });
  await resetSetting(db, "moderation.bannedWords");
});

test("converts rows of links to lines; a step returns everything typed and stores nothing", async () => {
  await setSetting(db, "navigation.header", "Radio|https://radio.example\n/rules");
  const stored = await readStoredSettings(db);
  const { version, value } = describeSetting("navigation.header", stored);
  // The format of its form: saving it unchanged changes nothing.
  expect(value).toBe("Radio | https://radio.example\n/rules");
  const rows = {
    "version:navigation.header": version,
    "navigation.header:label:0": "Radio",
    "navigation.header:href:0": "https://radio.example",
    "navigation.header:label:1": "",
    "navigation.header:href:1": "/rules",
  };
  expect(await saveSettings(db, ada, parseSettingsForm(rows))).toEqual({ saved: [], refusals: {}, typed: {} });
  const form = parseSettingsForm({ ...rows, "navigation.header:label:2": "", "navigation.header:href:2": "" });
  expect(applyLinkStep("navigation.header up 1", form)).toEqual({
    saved: [],
    refusals: {},
    step: { key: "navigation.header", act: "up", at: 0 },
    typed: { "navigation.header": "/rules\nRadio | https://radio.example\n|" },
  });
  expect(applyLinkStep("navigation.header remove 1", form)).toMatchObject({
    step: { act: "remove", at: 1, removedRow: { label: "", href: "/rules" } },
    typed: { "navigation.header": "Radio | https://radio.example\n|" },
  });
  for (const other of ["navigation.header fly 1", "navigation.footer up 1", "moderation.bannedWords up 0"])
    expect(applyLinkStep(other, form)).toBeUndefined();
  expect(await saveSettings(db, ada, form), "an empty row is none").toEqual({ saved: [], refusals: {}, typed: {} });
  expect((await saveSettings(db, ada, parseSettingsForm({ "version:navigation.header": version }))).saved).toHaveLength(
    1,
  );
  expect((await readStoredSettings(db))["navigation.header"]).toBe("");
});

test("checks a colour as typed and stores nothing", async () => {
  const form = await formWith({ "look.accent": "#ffcc00", "look.link": "rouge" }, listGroupKeys("look"));
  expect(previewContrast("look.accent", form)).toMatchObject({
    saved: [],
    refusals: {},
    contrastOf: "look.accent",
    typed: { "look.accent": "#ffcc00", "look.link": "rouge" },
  });
  for (const other of ["look.logo", "site.name", "x"]) expect(previewContrast(other, form)).toBeUndefined();
  expect(previewContrast("look.accent", []), "not a colour of this form").toBeUndefined();
  expect((await readStoredSettings(db))["look.accent"]).toBe("");
});

test("accepts only a picture of the library as logo", async () => {
  const form = await formWith({ "look.logo": "a".repeat(24) }, listGroupKeys("look"));
  expect((await saveSettings(db, ada, form)).refusals["look.logo"]).toContain("médiathèque");
  expect((await readStoredSettings(db))["look.logo"]).toBe("");
});

test("requires the second step of staff only if the administrator has one", async () => {
  const form = await formWith({ "members.staffTwoStep": "1" });
  const refused = await saveSettings(db, ada, form);
  expect(refused.refusals["members.staffTwoStep"]).toContain("votre propre compte");
  await db.insert(memberTotp).values({ memberId: ada, secret: "x" });
  expect((await saveSettings(db, ada, form)).saved, "an app that never gave a code").toEqual([]);
  await db.update(memberTotp).set({ confirmedAt: new Date() });
  expect((await saveSettings(db, ada, form)).saved).toEqual(["members.staffTwoStep"]);
});
