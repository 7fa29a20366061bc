import { beforeAll, expect, test } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { memberCacheTags } from "#db/cache-tags/members.ts";
import { members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { invalidateTagsLocally, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { getSearchPage } from "./cached.ts";
import { parseSearchRequest } from "./request/address.ts";

const { db } = testDatabase();
const article = { id: 0, slug: "coffre" };
const other = { id: 0, slug: "autre" };

beforeAll(async () => {
  article.id = await anArticle(db, article.slug, { title: "Un coffre pour les mots de passe" });
  other.id = await anArticle(db, other.slug, { title: "Un autre sujet" });
  await aComment(db, other.id, { bodyHtml: "<p>Mon coffre est vide.</p>" });
});

/** Searches as a page does; returns what it found and a function that tells whether the page is still valid. */
async function search(query: string) {
  const scope = newReadScope();
  const since = invalidations.sequence;
  const page = await runInReadScope(scope, () => getSearchPage(parseSearchRequest(new URLSearchParams(query))));
  return { page, scope, isValid: () => !invalidations.isInvalidatedSince([...scope.tags], since) };
}

test("a page of results depends on the articles and discussions that it shows, and on no others", async () => {
  const { page, isValid } = await search("q=coffre");
  expect(page.ok && page.value.results.hits.map(({ kind }) => kind).sort()).toEqual(["article", "comment"]);
  expect(page.ok && page.value.cards.map(({ slug }) => slug)).toEqual(["coffre"]);
  invalidateTagsLocally([articleCacheTags.id(999), articleCacheTags.lists], "update");
  expect(isValid()).toBe(true);
  invalidateTagsLocally([articleCacheTags.id(article.id)], "now");
  expect(isValid()).toBe(false);
  const again = await search("q=coffre");
  invalidateTagsLocally(commentCacheTags.allViews(other), "now");
  expect(again.isValid()).toBe(false);
});

test("a page of results depends on the people whom its filters name", async () => {
  const [member] = await db.insert(members).values({ name: "Ada", handle: "ada-p" }).returning({ id: members.id });
  await aComment(db, other.id, { bodyHtml: "<p>Un parapluie.</p>", memberId: member?.id ?? 0 });
  const { page, isValid } = await search("q=parapluie");
  expect(page.ok && page.value.results.facets.author.map(({ value }) => value)).toEqual(["ada-p"]);
  invalidateTagsLocally([memberCacheTags.handle("ada-p")], "now");
  expect(isValid()).toBe(false);
});

test("a page of results expires within a minute, without results too", async () => {
  for (const query of ["q=coffre", "q=introuvable"]) {
    const before = performance.now();
    const { scope } = await search(query);
    expect(scope.expiresAt, query).toBeLessThanOrEqual(performance.now() + 60_000);
    expect(scope.expiresAt, query).toBeGreaterThan(before);
  }
});
