import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { articles, categories, newsletterIssues, newsletterTopics } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { composeAlert, composeDigest } from "./compose.ts";
import { parsePeriod } from "./period.ts";
import { findIssue, listIssueItems } from "./queries.ts";
import { aTopic } from "./testing.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

const zone = "Europe/Paris";
const period = (name: string) => {
  const found = parsePeriod(name, zone);
  if (!found) throw new Error(name);
  return found;
};

const published = (slug: string, at: string, more = {}) => anArticle(db, slug, { publishedAt: new Date(at), ...more });

/** Composes and returns the issue with the slugs of its articles. */
async function compose(name: string, topicId?: number) {
  const composed = await composeDigest(db, { period: period(name), topicId });
  if (!composed.ok) return composed.code;
  const [issue, items] = await Promise.all([findIssue(db, composed.value.id), listIssueItems(db, composed.value.id)]);
  return { ...issue, created: composed.value.created, slugs: items.map(({ slug }) => slug) };
}

describe("a digest", () => {
  test("has what was published in the month, by the site's clock", async () => {
    await aTopic(db, "tout");
    await published("veille", "2026-10-31T22:59:59Z");
    await published("premier", "2026-10-31T23:00:00Z");
    await published("dernier", "2026-11-30T22:59:59Z");
    await published("lendemain", "2026-11-30T23:00:00Z");
    const withdrawn = await published("retire", "2026-11-10T12:00:00Z");
    await setArticleStatus(db, [withdrawn], "withdrawn");
    expect(await compose("2026-11")).toMatchObject({
      slug: "2026-11",
      kind: "digest",
      rhythm: "monthly",
      status: "draft",
      subject: "Novembre 2026 : dernier",
      preheader: "premier",
      slugs: ["dernier", "premier"],
    });
  });

  test("has the days of the week in which the clock changes", async () => {
    await aTopic(db, "tout");
    await published("dimanche", "2026-03-29T21:59:59Z");
    await published("lundi", "2026-03-29T22:00:00Z");
    expect(await compose("2026-W13")).toMatchObject({
      slug: "2026-s13",
      slugs: ["dimanche"],
      subject: "Semaine du 23\u00a0mars 2026 : dimanche",
    });
  });

  test("puts the well rated, discussed and new first", async () => {
    await aTopic(db, "tout");
    const at = "2026-11-10T12:00:00Z";
    await published("ordinaire", at);
    await published("aime", at, { legacyRatingCount: 40, legacyRatingSum: 192 });
    await published("un-seul-5", at, { legacyRatingCount: 1, legacyRatingSum: 5 });
    await published("mal-note", at, { legacyRatingCount: 40, legacyRatingSum: 60 });
    const discussed = await published("discute", at);
    await db.update(articles).set({ commentCount: 60 }).where(eq(articles.id, discussed));
    await published("recent", "2026-11-29T12:00:00Z");
    expect(await compose("2026-11")).toMatchObject({
      slugs: ["discute", "aime", "recent", "un-seul-5", "ordinaire", "mal-note"],
    });
  });

  test("is drafted once, however often and by however many it is composed", async () => {
    const topicId = await aTopic(db, "tout");
    await published("un", "2026-11-10T12:00:00Z");
    const all = await Promise.all([1, 2, 3, 4].map(() => composeDigest(db, { period: period("2026-11") })));
    expect(all.map((one) => one.ok && one.value.created).sort()).toEqual([false, false, false, true]);
    expect(new Set(all.map((one) => one.ok && one.value.id)).size).toBe(1);
    expect(await compose("2026-11", topicId)).toMatchObject({ created: true, slug: "2026-11-tout", topicId });
    expect(await compose("2026-11", topicId)).toMatchObject({ created: false });
    await db.update(newsletterIssues).set({ status: "cancelled" });
    expect(await compose("2026-11")).toMatchObject({ created: true, slug: "2026-11-2" });
  });

  test("says that nothing was published, and creates nothing", async () => {
    expect(await compose("2026-11")).toBe("issue.nothingPublished");
    const [row] = await db.insert(categories).values({ slug: "failles", name: "Failles" }).returning();
    const topicId = await aTopic(db, "failles", { categoryIds: [row?.id ?? 0] });
    await published("ailleurs", "2026-11-10T12:00:00Z");
    expect(await compose("2026-11", topicId)).toBe("issue.nothingPublished");
    expect(await db.select().from(newsletterIssues)).toEqual([]);
  });

  test("is refused for a topic that is deleted before or meanwhile", async () => {
    const topicId = await aTopic(db, "tout");
    await published("un", "2026-11-10T12:00:00Z");
    const [composed] = await Promise.all([
      composeDigest(db, { period: period("2026-11"), topicId }),
      db
        .delete(newsletterTopics)
        .where(eq(newsletterTopics.id, topicId))
        .catch(() => undefined),
    ]);
    const remaining = await db.select().from(newsletterIssues);
    expect(remaining).toHaveLength(composed.ok ? 1 : 0);
    expect(await compose("2026-11", 999)).toBe("issue.topicGone");
  });

  test("is composed whatever the articles contain", async () => {
    await aTopic(db, "tout");
    await published("long", "2026-11-12T12:00:00Z", { title: "é".repeat(10_000), lead: "<script>".repeat(500) });
    await published("html", "2026-11-11T12:00:00Z", { title: '<img src=x onerror="alert(1)"> & "x"' });
    await published("vide", "2026-11-10T12:00:00Z", { title: " " });
    const issue = await compose("2026-11");
    expect(issue).toMatchObject({ slugs: ["long", "html", "vide"] });
    expect(typeof issue === "object" && [...(issue.subject ?? "")].length).toBe(70);
  });
});

describe("an alert", () => {
  test("is about one published article, and drafted once while it is open", async () => {
    const by = await aMember(db, "edith", { role: "editor" });
    const articleId = await published("faille-routeurs", "2026-11-10T12:00:00Z", {
      title: "Faille critique : mettez à jour !",
      lead: "Tout de suite.",
    });
    const all = await Promise.all([1, 2, 3].map(() => composeAlert(db, by, articleId)));
    expect(all.map((one) => one.ok && one.value.created).sort()).toEqual([false, false, true]);
    const id = all[0]?.ok ? all[0].value.id : 0;
    expect(await findIssue(db, id)).toMatchObject({
      slug: "alerte-faille-critique-mettez-a-jour",
      kind: "alert",
      rhythm: null,
      subject: "Alerte – Faille critique : mettez à jour !",
      preheader: "Tout de suite.",
    });
    await setArticleStatus(db, [articleId], "withdrawn");
    expect(await composeAlert(db, by, articleId)).toMatchObject({ code: "issue.notPublished" });
  });
});
