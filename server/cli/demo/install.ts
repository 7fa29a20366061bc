import slugify from "@sindresorhus/slugify";
import { sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import {
  corrections,
  members,
  newsletterTopicCategories,
  newsletterTopics,
  newsletterTopicTags,
  settings,
} from "#db/schema.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments, type NewComment } from "#features/comments/mutations.ts";
import { reactToComment } from "#features/comments/posting/react.ts";
import { storeImage } from "#features/media/mutations.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { countTerms } from "#features/search/vocabulary/mutations.ts";
import { ensureSource, upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { sanitizeComment } from "#lib/html/allowlist.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { readMarkdown } from "#lib/markdown.ts";
import { composeBody } from "./compose-body.ts";
import type { DemoComment, DemoContent, DemoCorrection } from "./content.ts";
import { insertStories } from "./insert-stories.ts";
import { demoContent } from "./languages.ts";
import { type DemoPictureName, demoPicture, demoPictures } from "./pictures.ts";
import { type DemoArticle, readDemoArticle } from "./read-article.ts";

/** Stored once the demo content is installed: it is never added twice, even if it was deleted since. */
const installedKey = "demo.installedAt";

/**
 * Fills an empty site with articles in its language, their images, comments and ratings, as if it had been read for a
 * month; dates count back from now. Everything is one transaction: if interrupted, nothing of it is stored (except image
 * files, which the next attempt reuses). Does nothing if it was done before.
 * @param draw draws a picture; most of an installation's time
 * @param content the texts; by default those in the site's language
 */
export async function installDemo(
  db: Database,
  draw: (name: DemoPictureName) => Promise<Buffer> = demoPicture,
  content: DemoContent = demoContent(),
): Promise<{ articles: number }> {
  const now = new Date();
  const texts = await Promise.all(content.slugs.map((slug) => readDemoArticle(content.locale, slug, now)));
  const installed = await db.transaction(async (tx) => {
    const [marked] = await tx
      .insert(settings)
      .values({ key: installedKey, value: now.toISOString() })
      .onConflictDoNothing()
      .returning({ key: settings.key });
    if (!marked) return { articles: 0 };
    const pictures = await storePictures(tx, draw, content.altText);
    const memberIds = await insertMembers(tx, content.members, now);
    const named = await insertTaxonomy(tx, content, texts);
    await insertTopics(tx, content.topics, named);
    const stored = new Map<string, { id: number; title: string }>();
    const write = async (text: DemoArticle) => {
      const picture = text.picture === undefined ? undefined : pictures.get(text.picture);
      const bodyHtml = composeBody(text.text, {
        card: (slug) => stored.get(slug),
        picture: (name) => pictures.get(name),
      });
      const { id } = await upsertArticle(
        tx,
        {
          slug: text.slug,
          status: "published",
          title: text.title,
          lead: text.lead,
          bodyHtml,
          publishedAt: text.publishedAt,
          updatedAt: text.publishedAt,
          leadMediaId: picture?.id,
          leadCaption: text.caption,
          source: text.source && {
            id: named.source(text.source.name),
            title: text.source.articleTitle,
            url: text.source.articleUrl,
            syndicated: true,
          },
          categoryIds: text.categories.map(named.category),
          tagIds: text.tags.map(named.tag),
          authorIds: [named.author(text.author)],
          legacyRatingCount: text.legacy.count,
          legacyRatingSum: text.legacy.sum,
        },
        stored.get(text.slug)?.id,
      );
      stored.set(text.slug, { id, title: text.title });
      return id;
    };
    for (const text of texts) {
      const id = await write(text);
      const comments = content.comments[text.slug] ?? [];
      const commentIds = await addComments(tx, id, placeComments(comments, text, now, memberIds));
      await judgeComments(tx, comments, commentIds, memberIds);
      for (const [person, stars] of Object.entries(content.ratings[text.slug] ?? {})) {
        await rateArticle(tx, id, memberIds(person), stars);
      }
    }
    // Again for an article that shows one which did not exist yet.
    for (const [index, text] of texts.entries()) {
      if (texts.slice(index).some(({ slug }) => text.text.includes(`[[${slug}]]`))) await write(text);
    }
    await insertStories(tx, content.stories, (slug) => stored.get(slug)?.id);
    await insertCorrections(tx, content.corrections, stored, now);
    // Without statistics for the tables just filled, PostgreSQL plans a join of all words of all pairs.
    await tx.execute(sql`analyze articles, article_tags, article_categories, article_keywords`);
    await refreshRelated(
      tx,
      [...stored.values()].map(({ id }) => id),
    );
    return { articles: stored.size };
  });
  // For the suggestions of the first visitor: the worker would count a little later.
  if (installed.articles > 0) await countTerms(db);
  return installed;
}

const hour = 3_600_000;

/** Features comments and marks them as helpful, as moderators and members do; only first comments of a thread. */
async function judgeComments(
  tx: Executor,
  comments: readonly DemoComment[],
  ids: Map<string, number>,
  memberIds: (person: string) => number,
): Promise<void> {
  for (const [index, { featured, helpfulTo = [] }] of comments.entries()) {
    const id = known(ids.get(`/${index}`), `comment ${index}`);
    for (const person of helpfulTo) await reactToComment(tx, memberIds(person), id, true);
    if (!featured) continue;
    const decided = await decide(tx, {
      actor: { rule: "command-line" },
      subject: { kind: "comment", id },
      action: "feature",
    });
    if (!decided.ok) throw new Error(`A demo comment was not featured: ${decided.code}.`);
  }
}

async function insertCorrections(
  tx: Executor,
  list: readonly DemoCorrection[],
  stored: Map<string, { id: number }>,
  now: Date,
): Promise<void> {
  await tx.insert(corrections).values(
    list.map(({ article, note, credit, hoursAgo }) => ({
      articleId: known(stored.get(article), article).id,
      kind: "correction" as const,
      note,
      credit,
      createdAt: new Date(now.getTime() - hoursAgo * hour),
    })),
  );
}

async function storePictures(
  tx: Executor,
  draw: (name: DemoPictureName) => Promise<Buffer>,
  altText: DemoContent["altText"],
) {
  const stored = new Map<string, { id: string; width: number; height: number; alt: string }>();
  for (const name of demoPictures) {
    const alt = altText[name];
    const result = await storeImage(tx, { bytes: await draw(name), originalName: `${name}.jpg`, alt });
    if (!result.ok) throw new Error(`The demo picture ${name} was refused: ${result.code}.`);
    const { id, width, height } = result.value;
    stored.set(name, { id, width, height, alt });
  }
  return stored;
}

/** No password, so nobody can sign in as one of them. Confirmed long enough ago not to count as new members. */
async function insertMembers(
  tx: Executor,
  names: DemoContent["members"],
  now: Date,
): Promise<(person: string) => number> {
  const rows = await tx
    .insert(members)
    .values(
      Object.entries(names).map(([key, name], index) => {
        const joined = new Date(now.getTime() - (40 + index * 11) * 24 * hour);
        const handle = slugify(name);
        return { email: `${key}@example.org`, name, handle, confirmedAt: joined, createdAt: joined };
      }),
    )
    .returning({ id: members.id, email: members.email });
  const ids = new Map(rows.map((row) => [row.email, row.id]));
  return (person) => known(ids.get(`${person}@example.org`), person);
}

async function insertTaxonomy(tx: Executor, { categories, bylines }: DemoContent, texts: DemoArticle[]) {
  const ids = new Map<string, number>();
  for (const [position, [slug, name, description]] of categories.entries()) {
    ids.set(`category ${slug}`, await upsertCategory(tx, { slug, name, description, position }));
  }
  for (const [handle, { name, biography }] of Object.entries(bylines)) {
    ids.set(`author ${handle}`, await upsertAuthor(tx, { handle, name, biography }));
  }
  for (const name of new Set(texts.flatMap((text) => text.tags))) {
    ids.set(`tag ${name}`, await upsertTag(tx, { slug: slugify(name), name }));
  }
  for (const { source } of texts) {
    if (!source) continue;
    const { name, url } = source;
    ids.set(`source ${name}`, await ensureSource(tx, { slug: slugify(name), name, url }));
  }
  const finder = (noun: string) => (name: string) => known(ids.get(`${noun} ${name}`), `${noun} ${name}`);
  return { category: finder("category"), author: finder("author"), tag: finder("tag"), source: finder("source") };
}

/** Adds the newsletter's topics after the one that every site starts with. */
async function insertTopics(
  tx: Executor,
  topics: DemoContent["topics"],
  named: Awaited<ReturnType<typeof insertTaxonomy>>,
): Promise<void> {
  for (const [index, [slug, name, description, categories, tags]] of topics.entries()) {
    const [topic] = await tx
      .insert(newsletterTopics)
      .values({ slug, name, description, position: index + 1 })
      .returning({ id: newsletterTopics.id });
    const topicId = topic?.id ?? 0;
    await tx
      .insert(newsletterTopicCategories)
      .values(categories.map((category) => ({ topicId, categoryId: named.category(category) })));
    if (tags.length > 0)
      await tx.insert(newsletterTopicTags).values(tags.map((tag) => ({ topicId, tagId: named.tag(tag) })));
  }
}

/** The comments on an article, closer together where the last would otherwise be in the future. */
function placeComments(
  comments: readonly DemoComment[],
  text: DemoArticle,
  now: Date,
  memberIds: (person: string) => number,
): NewComment[] {
  const from = text.publishedAt.getTime();
  const room = (now.getTime() - from) / hour - 0.1;
  const pace = Math.min(1, room / hoursToLast(comments));
  return scheduleComments(comments, from, pace * hour, memberIds);
}

/** Hours from the article to its last comment. */
function hoursToLast(comments: readonly DemoComment[]): number {
  return Math.max(0.1, ...comments.map((comment) => comment.after + hoursToLast(comment.replies ?? [])));
}

function scheduleComments(
  comments: readonly DemoComment[],
  from: number,
  pace: number,
  memberIds: (person: string) => number,
  parent?: string,
): NewComment[] {
  return comments.flatMap((comment, index) => {
    const key = `${parent ?? ""}/${index}`;
    const at = from + comment.after * pace;
    const own: NewComment = {
      key,
      parent: parent === undefined ? null : { key: parent },
      memberId: memberIds(comment.by),
      status: comment.pending ? "pending" : "visible",
      bodySource: comment.text,
      bodyHtml: toHtml(sanitizeComment(readMarkdown(comment.text).body)),
      createdAt: new Date(at),
    };
    return [own, ...scheduleComments(comment.replies ?? [], at, pace, memberIds, key)];
  });
}

function known<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The demo content names ${name}, which it does not have.`);
  return value;
}
