import { beforeEach, describe, expect, test } from "vitest";
import { categories, members, newsletterTopics, settingChanges, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { applyTopicAction, changeTopic, createTopic, topicListVersion, topicVersion } from "./mutations.ts";
import { listTopics } from "./queries.ts";
import { maxTopics, type TopicAction } from "./rules.ts";
import { type TopicFields, topicLimits, topicSchema } from "./schema.ts";

const { db, sql, clear } = testDatabase();
let admin: number;

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "admin" }).returning();
  admin = row?.id ?? 0;
});

const add = (name: string, more: Partial<TopicFields> = {}) =>
  createTopic(db, admin, { name, slug: "", description: "", categories: [], tags: [], ...more });
const names = async () => (await listTopics(db)).map(({ name }) => name);

async function topic(name: string) {
  const found = (await listTopics(db)).find((one) => one.name === name);
  if (!found) throw new Error("It is gone.");
  return found;
}

async function step(act: TopicAction, name: string) {
  const { id } = await topic(name);
  return applyTopicAction(db, admin, { act, id, version: topicListVersion(await listTopics(db)) });
}

describe("newsletter topics", () => {
  test("are reordered, ended and offered again, and each change is recorded", async () => {
    await add("Failles", { description: "Ce qui est à corriger." });
    await add("Vie privée");
    await add("Métier");
    expect((await topic("Vie privée")).slug).toBe("vie-privee");
    await step("up", "Métier");
    await step("down", "Failles");
    expect(await names()).toEqual(["Métier", "Failles", "Vie privée"]);
    await step("up", "Métier");
    await step("end", "Failles");
    expect((await topic("Failles")).endedAt).not.toBeNull();
    await step("keep", "Failles");
    expect((await topic("Failles")).endedAt).toBeNull();
    const changes = await db.select().from(settingChanges).orderBy(settingChanges.id);
    // Without the step that changed nothing.
    expect(changes).toHaveLength(7);
    expect(changes[0]).toMatchObject({
      key: "newsletter.topics",
      actorId: admin,
      after: ["Failles (failles) — Ce qui est à corriger."],
    });
    expect(changes[5]?.after).toEqual([
      "Métier (metier)",
      expect.stringContaining("n’est plus proposé"),
      "Vie privée (vie-privee)",
    ]);
  });

  test("refuse a taken name or slug", async () => {
    await add("Failles");
    expect(await add("failles", { slug: "autre" })).toMatchObject({ fields: { name: "topic.nameTaken" } });
    expect(await add("Autres", { slug: "failles" })).toMatchObject({ fields: { slug: "taxonomy.slugTaken" } });
    expect(await add("Autres", { slug: "pas une adresse" })).toMatchObject({ fields: { slug: "newsroom.slugShape" } });
    const both = await Promise.all([add("Deux"), add("deux")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    for (let at = 2; at < maxTopics; at += 1) await add(`Thème ${at}`);
    expect(await add("Un de trop")).toMatchObject({ code: "topic.tooMany" });
  });

  test("refuse a change to a version not seen", async () => {
    await add("Failles");
    const seen = await topic("Failles");
    const given = {
      id: seen.id,
      version: topicVersion(seen),
      slug: "failles",
      description: "",
      categories: [],
      tags: [],
    };
    expect(await changeTopic(db, admin, { ...given, name: "Failles" })).toMatchObject({ value: { changed: false } });
    expect(await changeTopic(db, admin, { ...given, name: "Alertes" })).toMatchObject({ value: { changed: true } });
    expect(await changeTopic(db, admin, { ...given, name: "Trous" })).toMatchObject({ code: "topic.changed" });
    const version = topicListVersion(await listTopics(db));
    await add("Métier");
    expect(await applyTopicAction(db, admin, { act: "end", id: seen.id, version })).toMatchObject({
      code: "topic.changed",
    });
    expect(await applyTopicAction(db, admin, { act: "end", id: 999_999, version })).toMatchObject({
      code: "topic.gone",
    });
  });

  test("refuse deletion while something refers to them", async () => {
    await add("Failles");
    await add("Métier");
    const { id } = await topic("Failles");
    // Simulates the future table of subscriptions.
    await sql`create table asks_for (topic_id bigint references newsletter_topics (id) on delete restrict)`;
    await sql`insert into asks_for values (${id})`;
    expect(await step("delete", "Failles")).toMatchObject({ ok: false, code: "topic.used" });
    expect(await step("delete", "Métier")).toMatchObject({ ok: true });
    expect(await names()).toEqual(["Failles"]);
    await sql`drop table asks_for`;
    expect(await step("delete", "Failles")).toMatchObject({ ok: true });
    expect(await names()).toEqual([]);
  });
});

test("have the articles of the categories and tags that an administrator chose", async () => {
  const [, category] = await db
    .insert(categories)
    .values(["tutos", "Spam", "hacking"].map((name) => ({ slug: name.toLowerCase(), name })))
    .returning();
  const [, , tag] = await db
    .insert(tags)
    .values(["un", "deux", "Hameçonnage"].map((name) => ({ slug: name.toLowerCase().replace("ç", "c"), name })))
    .returning();
  await add("Tout");
  await add("Deux", { tags: ["deux"] });
  const ids = [category?.id ?? 0, 999_999];
  expect(await add("Alertes", { categories: ids, tags: ["HAMEÇONNAGE"] })).toMatchObject({ ok: true });
  const alertes = await topic("Alertes");
  expect(alertes).toMatchObject({ categories: [{ name: "Spam" }], tags: [{ id: tag?.id, name: "Hameçonnage" }] });
  expect(await topic("Tout")).toMatchObject({ categories: [], tags: [] });
  expect(await topic("Deux")).toMatchObject({ categories: [], tags: [{ name: "deux" }] });
  expect(await add("Autres", { tags: ["inconnu"] })).toMatchObject({
    fields: { tags: "topic.tagUnknown" },
    values: { tag: "inconnu" },
  });
  const form = { ...alertes, version: topicVersion(alertes), categories: [], tags: ["hameçonnage"] };
  expect(await changeTopic(db, admin, form)).toMatchObject({ value: { changed: true } });
  expect(await topic("Alertes")).toMatchObject({ categories: [], tags: [{ name: "Hameçonnage" }] });
  const changes = await db.select().from(settingChanges).orderBy(settingChanges.id);
  expect(changes.slice(2).map(({ after }) => after)).toEqual([
    ["Alertes (alertes) [Spam, Hameçonnage]"],
    ["Alertes (alertes) [Hameçonnage]"],
  ]);
});

test("start with one in the site's language, which becomes the site's own when changed", async () => {
  await db.insert(newsletterTopics).values({ slug: "monthly", name: "" });
  const preset = await topic("L’essentiel");
  expect(preset.description).not.toBe("");
  expect(await add("L’essentiel", { slug: "autre" })).toMatchObject({ fields: { name: "topic.nameTaken" } });
  await changeTopic(db, admin, {
    ...preset,
    categories: [],
    tags: [],
    version: topicVersion(preset),
    description: "À nous.",
  });
  expect(await topic("L’essentiel")).toMatchObject({ slug: "monthly", description: "À nous." });
});

test("report a form's errors beside their fields", () => {
  const messages = (form: Record<string, string>) =>
    topicSchema.safeParse(form).error?.issues.map(({ message }) => message);
  expect(messages({ name: "  " })).toEqual(["taxonomy.nameMissing"]);
  expect(messages({ name: "x".repeat(topicLimits.maxName + 1) })).toEqual(["taxonomy.nameTooLong"]);
  expect(messages({ name: "x", description: "y".repeat(topicLimits.maxDescription + 1) })).toEqual([
    "taxonomy.descriptionTooLong",
  ]);
});
