import { beforeEach, describe, expect, test } from "vitest";
import { homePins, members, settingChanges } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { removeExpiredPins } from "./jobs.ts";
import { pinsVersion, updateHomeOrder } from "./mutations.ts";
import { listPins } from "./queries.ts";
import type { HomeOrderInput } from "./schema.ts";

const { db, sql, clear } = testDatabase();
let editor: number;

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada", role: "editor" }).returning();
  editor = row?.id ?? 0;
});

const article = async (slug: string, status: "published" | "draft" = "published") =>
  (await upsertArticle(db, { slug, title: slug, status, lead: "", bodyHtml: "", publishedAt: new Date() })).id;

async function step(act: HomeOrderInput["act"], id?: number, more: Partial<HomeOrderInput> = {}) {
  const version = pinsVersion(await listPins(db));
  return updateHomeOrder(db, editor, { version, act, id, order: [], until: "", ...more });
}
const order = async () => (await listPins(db)).map(({ slug }) => slug);

describe("home page order", () => {
  test("changes step by step, and records each step", async () => {
    const [a, b, c] = [await article("a"), await article("b"), await article("c")];
    await step("pin", a);
    await step("pin", b);
    await step("first", c);
    expect(await order()).toEqual(["c", "a", "b"]);
    await step("down", c);
    await step("up", b);
    expect(await order()).toEqual(["a", "b", "c"]);
    await step("order", undefined, { order: [c, a] });
    expect(await order()).toEqual(["c", "a"]);
    await step("remove", c);
    expect(await order()).toEqual(["a"]);
    const changes = await db.select().from(settingChanges).orderBy(settingChanges.id);
    expect(changes).toHaveLength(7);
    expect(changes.at(-1)).toMatchObject({ key: "home.order", before: ["c", "a"], after: ["a"], actorId: editor });
  });

  test("records nothing for a step that changes nothing", async () => {
    const a = await article("a");
    await step("pin", a);
    expect(await step("up", a)).toMatchObject({ ok: true });
    expect(await db.select().from(settingChanges)).toHaveLength(1);
  });

  test("refuses to overwrite an order that the editor has not seen", async () => {
    const [a, b] = [await article("a"), await article("b")];
    const version = pinsVersion(await listPins(db));
    await step("pin", a);
    const late = await updateHomeOrder(db, editor, { version, act: "pin", id: b, order: [], until: "" });
    expect(late).toMatchObject({ ok: false, code: "home.changed", values: { known: "yes", name: "Ada" } });
    expect(await order()).toEqual(["a"]);
    const same = { version: pinsVersion(await listPins(db)), id: b, order: [], until: "" };
    const both = await Promise.all(
      (["pin", "first"] as const).map((act) => updateHomeOrder(db, editor, { ...same, act })),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("holds three pins, of published articles only", async () => {
    for (const slug of ["a", "b", "c"]) await step("pin", await article(slug));
    expect(await step("pin", await article("g"))).toMatchObject({ ok: false, code: "home.tooMany" });
    await step("order", undefined, { order: [] });
    expect(await step("pin", await article("h", "draft"))).toMatchObject({ ok: false, code: "home.notPublished" });
    expect(await step("pin", 999_999)).toMatchObject({ ok: false, code: "home.notPublished" });
  });

  test("an order from before, with more pins, can be arranged and shortened, but not made longer", async () => {
    const ids: number[] = [];
    for (const slug of ["a", "b", "c", "d", "e"]) ids.push(await article(slug));
    await db.insert(homePins).values(ids.map((articleId, position) => ({ articleId, position })));
    expect(await step("up", ids[4])).toMatchObject({ ok: true });
    expect(await step("pin", await article("f"))).toMatchObject({ ok: false, code: "home.tooMany" });
    expect(await step("remove", ids[0])).toMatchObject({ ok: true });
    expect(await order()).toEqual(["b", "c", "e", "d"]);
  });

  test("drops withdrawn and deleted articles, for good at the next step", async () => {
    const [a, b, c] = [await article("a"), await article("b"), await article("c")];
    await step("order", undefined, { order: [a, b, c] });
    await setArticleStatus(db, [a], "withdrawn");
    expect(await order()).toEqual(["b", "c"]);
    await step("up", c);
    await setArticleStatus(db, [a], "published");
    expect(await order()).toEqual(["c", "b"]);
    await sql`delete from articles where id = ${c}`;
    expect(await order()).toEqual(["b"]);
  });

  test("ends a pin at its time, in the site's time zone", async () => {
    const [a, b] = [await article("a"), await article("b")];
    await step("order", undefined, { order: [a, b] });
    expect(await step("until", a, { until: "hier" })).toMatchObject({
      ok: false,
      fields: { until: "home.untilWrong" },
    });
    expect(await step("until", a, { until: "2001-01-01T00:00" })).toMatchObject({
      fields: { until: "home.untilPast" },
    });
    await step("until", a, { until: "2190-06-01T12:00" });
    const [pin] = await db.select().from(homePins).orderBy(homePins.position);
    expect(pin?.expiresAt?.toISOString()).toBe("2190-06-01T10:00:00.000Z");
    await step("down", a);
    expect((await listPins(db)).map(({ until }) => until === null)).toEqual([true, false]);
    await sql`update home_pins set expires_at = now() - interval '1 second' where article_id = ${a}`;
    expect(await order()).toEqual(["b"]);
    expect(await removeExpiredPins(db)).toBe(1);
    expect(await removeExpiredPins(db)).toBe(0);
    await step("until", b, { until: "" });
    expect(await order()).toEqual(["b"]);
  });
});
