import { beforeEach, expect, test } from "vitest";
import { members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { someComments } from "#features/comments/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { readSettings } from "#features/settings/queries.ts";
import { presets, type SettingKey, type Settings, settingKeys, settingLimits } from "#features/settings/schema.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { parseSettingsForm, tryTypedSettings } from "../mutations.ts";
import { confirmProtection, tryProtection } from "./mutations.ts";
import { isPartOn, partKeys, protectionParts, switchParts } from "./rules.ts";

const { db, clear } = testDatabase();
let admin = 0;

beforeEach(async () => {
  await clear();
  const rows = await db
    .insert(members)
    .values({ name: "Ada", handle: "ada", role: "admin" })
    .returning({ id: members.id });
  admin = rows[0]?.id ?? 0;
});

const everyPart = protectionParts.map(({ name }) => name);

/** The fields that the page's form sends. */
function fieldsOf(stored: Settings, ticked: string[]) {
  const versions = protectionParts.flatMap(partKeys).map((key) => [`version:${key}`, hashVersion(stored[key])]);
  return Object.fromEntries([...versions, ...ticked.map((name) => [`part:${name}`, "1"])]);
}

/** Posts comments as an import does. */
async function someStoredComments(...texts: string[]) {
  const input = { slug: "fil", title: "Fil", lead: "", bodyHtml: "", status: "published" } as const;
  const { id } = await upsertArticle(db, { ...input, publishedAt: new Date() });
  await someComments(
    db,
    id,
    texts.map((key) => ({ key, authorName: "Lecteur" })),
  );
}

test("every switch of the screening that is on by default belongs to a part", () => {
  const listed = new Set<SettingKey>(protectionParts.flatMap(partKeys));
  // A limit, not a switch: 0 would hold every link. The reminder itself, and the digest, which screens nothing.
  const others: SettingKey[] = ["moderation.links", "moderation.setupReminder", "moderation.digest"];
  const switches = settingKeys.filter((key) => {
    const { kind, min } = settingLimits(key);
    return key.startsWith("moderation.") && (kind === "number" || kind === "switch") && min === 0 && presets[key] !== 0;
  });
  expect(switches.filter((key) => !listed.has(key) && !others.includes(key))).toEqual([]);
  for (const part of protectionParts) expect(isPartOn(part, presets), part.name).toBe(true);
});

test("leaves a part that stays as it is, switches one off, and on again with its presets", () => {
  expect(switchParts(new Set(everyPart), presets)).toEqual([]);
  const off = switchParts(new Set(everyPart.filter((name) => name !== "spamScore")), presets);
  expect(off).toEqual([["moderation.spamScore", "0"]]);
  const withoutSpam = { ...presets, "moderation.spamScore": 0 };
  expect(switchParts(new Set(everyPart), withoutSpam)).toEqual([
    ["moderation.spamScore", String(presets["moderation.spamScore"])],
  ]);
  // A site's own threshold survives a confirmation.
  expect(switchParts(new Set(everyPart), { ...presets, "moderation.spamScore": 60 })).toEqual([]);
});

test("stores what was ticked and ends the reminder", async () => {
  const ticked = everyPart.filter((name) => name !== "personalData");
  expect(await confirmProtection(db, admin, fieldsOf(await readSettings(db), ticked))).toMatchObject({ ok: true });
  expect(await readSettings(db)).toMatchObject({ "moderation.personalData": 0, "moderation.setupReminder": 0 });
});

test("refuses to overwrite what somebody else changed meanwhile, and keeps the reminder", async () => {
  const fields = fieldsOf(
    await readSettings(db),
    everyPart.filter((name) => name !== "spamScore"),
  );
  await setSetting(db, "moderation.spamScore", "60");
  expect(await confirmProtection(db, admin, fields)).toMatchObject({ ok: false, code: "setting.partConflict" });
  expect(await readSettings(db)).toMatchObject({ "moderation.spamScore": 60, "moderation.setupReminder": 1 });
});

test("tries the ticked parts on the newest comments, imported ones included, and stores nothing", async () => {
  await someStoredComments("Mon numéro : 06 12 34 56 78", "Merci pour cet article");
  const fields = fieldsOf(await readSettings(db), everyPart);
  expect((await tryProtection(db, fields)).trial).toMatchObject({
    tried: 2,
    found: [{ authorName: "Lecteur", effect: "held", passage: "Mon numéro : 06 12 34 56 78" }],
  });
  const without = fieldsOf(
    await readSettings(db),
    everyPart.filter((name) => name !== "personalData"),
  );
  expect((await tryProtection(db, without)).trial).toMatchObject({ tried: 2, found: [] });
  expect(await readSettings(db)).toMatchObject({ "moderation.personalData": 1, "moderation.setupReminder": 1 });
});

test("tries values that are typed in the settings form but not saved, and refuses wrong ones beside their field", async () => {
  await someStoredComments("Un zorglub passe", "Merci");
  const form = (words: string) =>
    parseSettingsForm({ "version:moderation.suspectWords": "x", "moderation.suspectWords": words });
  const tried = await tryTypedSettings(db, form("zorglub"));
  expect(tried).toMatchObject({
    saved: [],
    typed: { "moderation.suspectWords": "zorglub" },
    trial: { tried: 2, found: [{ effect: "flagged" }] },
  });
  expect((await readSettings(db))["moderation.suspectWords"]).toBe("");
  const wrong = await tryTypedSettings(db, form("z"));
  expect(wrong.trial).toBeUndefined();
  expect(Object.keys(wrong.refusals)).toEqual(["moderation.suspectWords"]);
});
