import { beforeEach, expect, test } from "vitest";
import { articlePreviewLinks, categories, media, members, sources, tags } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { getArticleContent, getArticleCounts } from "#features/articles/queries.ts";
import type { Result } from "#lib/result.ts";
import { findPreviewRules } from "#server/http/guard/preview-rules.ts";
import { createDraft, emptyContent } from "../drafts/mutations.ts";
import { publishDraft } from "../drafts/publish.ts";
import { findDraft } from "../drafts/queries.ts";
import { saveDraft } from "../drafts/save.ts";
import { toPreviewArticle } from "./draft-to-preview.ts";
import { createPreviewLink, revokePreviewLink } from "./mutations.ts";
import { findPreviewLink, listPreviewLinks } from "./queries.ts";
import { isPreviewToken, previewPath } from "./token.ts";

process.env.AUTH_SECRET = "a secret of the tests";
const { db, clear } = testDatabase();
const contributor = { id: 1, role: "contributor" as const };
const editor = { id: 2, role: "editor" as const };
const picture = "0123456789abcdef01234567";

beforeEach(async () => {
  await clear();
  await db
    .insert(members)
    .values([contributor, editor].map(({ id, role }) => ({ name: `N${id}`, handle: `n${id}`, role })));
  await db.insert(categories).values(["un", "deux"].map((slug) => ({ slug, name: slug })));
  await db.insert(tags).values({ slug: "usa", name: "États-Unis" });
  await db.insert(sources).values({ slug: "le-monde", name: "Le Monde", url: "https://lemonde.test/" });
  const file = { format: "png" as const, width: 1_600, height: 900, bytes: 10 };
  await db.insert(media).values({ id: picture, ...file, alt: "Une vue", caption: "Vue", credit: "Ada" });
});

const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

async function aDraft() {
  const content = {
    ...(await emptyContent(db, 2)),
    title: "L’été",
    lead: "Un chapeau.",
    slug: "ete",
    categoryIds: [2, 1],
    tags: ["états-unis", "Neuf"],
    bodyHtml: `<p>Un texte.</p><figure><img src="/media/${picture}" alt="" width="1600" height="900"></figure>`,
    leadMediaId: picture,
    source: { name: "le monde", title: "", url: "https://lemonde.test/a", syndicated: true },
    seoTitle: "Pour les moteurs",
  };
  return { ...(await createDraft(db, editor, content)), content };
}

test("shows what readers would get if the draft were published now", async () => {
  const { id } = await aDraft();
  const draft = await findDraft(db, id);
  const shown = draft && (await toPreviewArticle(db, draft));
  const { slug } = valueIn(await publishDraft(db, editor, id, 1));
  const content = await getArticleContent(db, slug);
  const real = { ...content, ...(await getArticleCounts(db, content?.id ?? 0)) };
  const plain = (article: typeof shown | typeof real) => ({
    ...article,
    publishedAt: null,
    updatedAt: null,
    picture: article?.picture && { id: article.picture.id, alt: article.picture.alt },
    pictures: article?.pictures?.map(({ id: one, credit }) => ({ id: one, credit })),
    source: article?.source && { ...article.source },
    // A draft's tags cannot be followed yet.
    tags: article?.tags?.map(({ slug, name }) => ({ slug, name })),
    // Their published articles: publication adds this one.
    authors: article?.authors?.map(({ articles, ...author }) => author),
    // The preview asks which other sources have the text, and which story it is in.
    isCoveredElsewhere: undefined,
    isInStory: undefined,
  });
  expect(plain(shown)).toEqual(plain(real));
});

test("shows the draft, not the published text", async () => {
  const { id, content } = await aDraft();
  const { version } = valueIn(await publishDraft(db, editor, id, 1));
  valueIn(await saveDraft(db, editor, id, { ...content, title: "Autre" }, { version, kind: "save" }));
  const draft = await findDraft(db, id);
  expect(draft && (await toPreviewArticle(db, draft))).toMatchObject({
    title: "Autre",
    publishedAt: draft?.publishedAt,
  });
});

test("serves a link to anyone until it expires or is revoked, and no invented one", async () => {
  const { id } = await aDraft();
  expect(await createPreviewLink(db, contributor, id)).toMatchObject({ code: "member.forbidden" });
  const link = valueIn(await createPreviewLink(db, editor, id));
  const path = previewPath(link);
  const token = path.slice("/preview/".length);
  expect(await findPreviewLink(db, token)).toEqual({ ...link, open: true });
  expect(await findPreviewRules(db, path)).toEqual({ frames: [] });
  const week = new Date(Date.now() + 7 * 86_400_000 + 1_000);
  expect(await findPreviewLink(db, token, week)).toMatchObject({ open: false });
  expect(await findPreviewLink(db, `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`)).toBeUndefined();
  expect(await findPreviewLink(db, token.replace(/^\d+/, "7"))).toBeUndefined();
  expect(isPreviewToken(token, { ...link, expiresAt: week })).toBe(false);
  expect(await listPreviewLinks(db, id)).toMatchObject([{ id: link.id, by: "N2" }]);
  valueIn(await revokePreviewLink(db, editor, id, link.id));
  expect(await findPreviewLink(db, token)).toMatchObject({ open: false });
  expect(await findPreviewRules(db, path)).toEqual({ closed: true });
  expect(await listPreviewLinks(db, id)).toEqual([]);
  // Another article's page cannot revoke it.
  const other = await aDraft();
  const kept = valueIn(await createPreviewLink(db, editor, id));
  valueIn(await revokePreviewLink(db, editor, other.id, kept.id));
  expect(await listPreviewLinks(db, id)).toHaveLength(1);
});

test("limits the valid links of an article", async () => {
  const { id } = await aDraft();
  for (let n = 0; n < 20; n += 1) valueIn(await createPreviewLink(db, editor, id));
  expect(await createPreviewLink(db, editor, id)).toMatchObject({ code: "newsroom.previewsTooMany" });
  await db.update(articlePreviewLinks).set({ expiresAt: new Date() });
  expect(await createPreviewLink(db, editor, id)).toMatchObject({ ok: true });
});

test("allows frames of the preview in the newsroom, of its embeds in the preview, and none elsewhere", async () => {
  const { id, content } = await aDraft();
  const bodyHtml = '<p data-embed=""><a href="https://vimeo.com/12345678">Un film</a></p>';
  valueIn(await saveDraft(db, editor, id, { ...content, bodyHtml }, { version: 1, kind: "save" }));
  const path = `/admin/articles/${id}/preview`;
  expect(await findPreviewRules(db, path)).toEqual({ frames: ["'self'"] });
  expect(await findPreviewRules(db, `${path}/view`)).toEqual({
    frames: ["https://player.vimeo.com"],
    framableBySelf: true,
  });
  for (const other of [`/admin/articles/${id}`, `${path}/view/x`, "/articles/ete", "/admin/articles/new/preview"])
    expect(await findPreviewRules(db, other)).toBeUndefined();
});
