import { availableParallelism } from "node:os";
import slugify from "@sindresorhus/slugify";
import type postgres from "postgres";
import type { Connection } from "#db/client.ts";
import { everythingTag, invalidateTags } from "#db/invalidation.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { type CopyValue, copyInto } from "./copy.ts";
import { type Corpus, type CorpusSize, type GeneratedArticle, generateCorpus } from "./generate-corpus.ts";

type Transaction = postgres.TransactionSql;

/** Articles per transaction: what is lost on a stop, and what is in memory at once (about 20 MB). */
const articleBatchSize = 1_000;
/**
 * PostgreSQL computes the search column on the connection's own core. One connection more than there are cores: while
 * this process writes the texts of one batch, the others keep the cores busy (1.3 times the articles per second of two
 * connections on two cores).
 */
const writers = Math.min(5, availableParallelism() + 1);
const memberBatchSize = 20_000;

export interface LoadProgress {
  part: "members" | "articles" | "analyze";
  done: number;
  total: number;
}

/**
 * Adds a synthetic corpus to the site: members without a usable password, categories, tags and authors (existing slugs
 * are reused), published articles with threads of comments and ratings, and every derived count. Runs in a transaction
 * per thousand articles; if stopped, what is stored is consistent. Running it twice adds twice.
 */
export async function insertCorpus(
  { sql, db }: Pick<Connection, "db" | "sql">,
  size: CorpusSize,
  onProgress: (progress: LoadProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<{ first: number; last: number } | null> {
  const corpus = generateCorpus(size, new Date());
  const members = await loadMembers(sql, corpus, size.members, (done) =>
    onProgress({ part: "members", done, total: size.members }),
  );
  const names = await loadNames(sql, corpus);
  let [next, done] = [0, 0];
  const ids = { first: Number.POSITIVE_INFINITY, last: 0 };
  onProgress({ part: "articles", done, total: size.articles });
  const writer = async () => {
    while (next < size.articles && !signal?.aborted) {
      const start = next;
      next = Math.min(start + articleBatchSize, size.articles);
      const batch = Array.from({ length: next - start }, (_, at) => corpus.article(start + at));
      const written = await sql.begin((tx) => loadArticles(tx, batch, names, members));
      ids.first = Math.min(ids.first, written[0] ?? ids.first);
      ids.last = Math.max(ids.last, written.at(-1) ?? 0);
      done += batch.length;
      onProgress({ part: "articles", done, total: size.articles });
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  onProgress({ part: "analyze", done: 0, total: 1 });
  await sql`analyze`;
  await invalidateTags(db, [everythingTag]);
  onProgress({ part: "analyze", done: 1, total: 1 });
  return ids.last === 0 ? null : ids;
}

interface Names {
  categories: number[];
  tags: number[];
  authors: number[];
}

async function loadMembers(
  sql: postgres.Sql,
  corpus: Corpus,
  count: number,
  onProgress: (done: number) => void,
): Promise<Float64Array> {
  const members = new Float64Array(count);
  for (let start = 0; start < count; start += memberBatchSize) {
    await sql.begin(async (tx) => {
      const ids = await reserveIds(tx, "members", Math.min(memberBatchSize, count - start));
      members.set(ids, start);
      await copyInto(
        tx,
        "members",
        ["id", "email", "name", "handle", "confirmed_at", "created_at"],
        ids.map((id, at) => {
          const { name, joinedAt } = corpus.member(start + at);
          return [id, `membre-${id}@example.org`, name, `${slugify(name)}-${id}`, joinedAt, joinedAt];
        }),
      );
    });
    onProgress(Math.min(start + memberBatchSize, count));
  }
  return members;
}

async function loadNames(sql: postgres.Sql, corpus: Corpus): Promise<Names> {
  const upsertNames = async (table: "categories" | "tags" | "authors", key: "slug" | "handle", names: string[]) => {
    const slugs = names.map((name) => slugify(name));
    await sql`
      insert into ${sql(table)} (${sql(key)}, name)
      select * from unnest(${slugs}::text[], ${names}::text[]) on conflict (${sql(key)}) do nothing`;
    const rows = await sql<{ id: number; key: string }[]>`
      select id, ${sql(key)} as key from ${sql(table)} where ${sql(key)} = any(${slugs})`;
    const ids = new Map(rows.map((row) => [row.key, row.id]));
    return slugs.flatMap((slug) => ids.get(slug) ?? []);
  };
  return {
    categories: await upsertNames("categories", "slug", corpus.categories),
    tags: await upsertNames("tags", "slug", corpus.tags),
    authors: await upsertNames("authors", "handle", corpus.authors),
  };
}

async function loadArticles(
  tx: Transaction,
  batch: GeneratedArticle[],
  names: Names,
  members: Float64Array,
): Promise<number[]> {
  // A crash may lose the last fraction of a second of synthetic rows: not worth a flush to disk per batch.
  await tx`set local synchronous_commit = off`;
  const areTriggersOff = await deferConstraints(tx, names);
  // The search index merges its new words in a few large steps instead of one per 4 MB.
  await tx`set local gin_pending_list_limit = '64MB'`;
  const ids = await reserveIds(tx, "articles", batch.length);
  const commentIds = await reserveIds(
    tx,
    "comments",
    batch.reduce((sum, article) => sum + article.comments.length, 0),
  );
  const each = function* (row: (article: GeneratedArticle, id: number) => Iterable<readonly CopyValue[]>) {
    for (const [at, article] of batch.entries()) yield* row(article, ids[at] ?? 0);
  };
  await copyInto(
    tx,
    "articles",
    "id slug status title lead body_html body_text word_count comment_count rating_count rating_sum published_at updated_at created_at".split(
      " ",
    ),
    each(function* (article, id) {
      const visible = article.comments.filter((comment) => comment.status === "visible").length;
      const stars = article.ratings.reduce((sum, rating) => sum + rating.stars, 0);
      const at = article.publishedAt;
      yield [
        ...[id, `${article.slug}-${id}`, "published", article.title, article.lead, article.bodyHtml, article.bodyText],
        ...[article.wordCount, visible, article.ratings.length, stars, at, at, at],
      ];
    }),
  );
  const joined = (table: string, column: string, of: (article: GeneratedArticle) => number[], known: number[]) =>
    copyInto(
      tx,
      table,
      ["article_id", column, "position", "listed_at"],
      each(function* (article, id) {
        for (const [position, index] of of(article).entries())
          yield [id, known[index % known.length] ?? 0, position, article.publishedAt];
      }),
    );
  // The trigger that maintains the list of headlines may be off.
  await tx`insert into article_headlines (article_id, title, word_pairs)
    select id, title, headline_pairs(title) from articles where id = any(${ids}) on conflict do nothing`;
  await joined("article_categories", "category_id", (article) => [article.category], names.categories);
  await joined("article_tags", "tag_id", (article) => article.tags, names.tags);
  await joined("article_authors", "author_id", (article) => [article.author], names.authors);
  let nextComment = 0;
  await copyInto(
    tx,
    "comments",
    "id article_id parent_id thread depth member_id status body_source body_html created_at removed_at".split(" "),
    each(function* (article, id) {
      const base = nextComment;
      nextComment += article.comments.length;
      for (const [at, comment] of article.comments.entries()) {
        const parent = comment.parent === null ? null : (commentIds[base + comment.parent] ?? null);
        const removedAt = comment.status === "removed" ? comment.at : null;
        yield [
          ...[commentIds[base + at] ?? 0, id, parent, comment.thread, comment.depth, members[comment.member] ?? null],
          ...[comment.status, comment.text, `<p>${comment.text}</p>`, comment.at, removedAt],
        ];
      }
    }),
  );
  // Triggers are off where references are (`deferConstraints`), so the search index is written and pending comments are
  // enqueued in one statement each.
  if (areTriggersOff) {
    await tx`select refresh_search_articles(${ids})`;
    await tx`select refresh_search_comments(${commentIds})`;
  }
  await tx`select refresh_moderation_queue(array(select id from comments where article_id = any(${ids}) and status = 'pending'))`;
  await copyInto(
    tx,
    "ratings",
    ["article_id", "member_id", "stars", "created_at", "updated_at"],
    each(function* (article, id) {
      for (const rating of article.ratings) yield [id, members[rating.member] ?? 0, rating.stars, rating.at, rating.at];
    }),
  );
  return ids;
}

/**
 * PostgreSQL checks each reference and locks its row, one by one: a fifth of the whole cost. Here all of them exist,
 * since this call writes them or has locked them per batch. So the checks are skipped where we may skip them (a
 * superuser, or a role with SET on this parameter). Returns whether they, and triggers, are off.
 */
async function deferConstraints(tx: Transaction, names: Names): Promise<boolean> {
  const [role] = await tx<{ may: boolean }[]>`select has_parameter_privilege('session_replication_role', 'set') as may`;
  if (!role?.may) return false;
  for (const [table, ids] of Object.entries(names)) {
    const locked = await tx`select id from ${tx(table)} where id = any(${ids}) order by id for key share`;
    if (locked.length < new Set(ids).size)
      throw new OperatorError(`Some ${table} were deleted while articles were being loaded.`);
  }
  await tx`set local session_replication_role = replica`;
  return true;
}

/** Reserves `count` ids of a table's identity column, in ascending order. */
async function reserveIds(tx: Transaction, table: string, count: number): Promise<number[]> {
  if (count === 0) return [];
  const rows = await tx<{ id: number }[]>`
    select nextval(pg_get_serial_sequence(${table}, 'id')) as id from generate_series(1, ${count})`;
  return rows.map((row) => row.id);
}
