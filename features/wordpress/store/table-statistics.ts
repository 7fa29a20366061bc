import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  articleAuthors,
  articleCategories,
  articleHeadlines,
  articleMedia,
  articles,
  articleTags,
  commentGuests,
  comments,
  importedItems,
  redirects,
  searchArticles,
  searchChanges,
  searchComments,
} from "#db/schema.ts";

/** What an import has written so far, of what its tables grow with. Pages count as articles: they have rows there. */
export interface WrittenRows {
  articles: number;
  comments: number;
}

/** Tables that grow with what is imported. */
const tables = [
  articles,
  articleAuthors,
  articleCategories,
  articleHeadlines,
  articleMedia,
  articleTags,
  comments,
  commentGuests,
  importedItems,
  redirects,
  searchArticles,
  searchChanges,
  searchComments,
];

/** A plan is still good if its tables have grown so many times since it was made. */
const maxGrowth = 4;
/** Tables with fewer rows than this may be read whole. */
const minRows = 25;

/**
 * Keeps the statistics of the tables that an import fills: after the first batch into an empty site, then whenever they
 * have grown fourfold. PostgreSQL keeps the plans of repeated statements and of the functions of triggers; those that it
 * made while the tables were empty read whole tables for each article. ANALYZE discards them, and autovacuum comes only
 * once a minute.
 */
export class TableStatistics {
  #known: WrittenRows;
  #written: WrittenRows;

  private constructor(known: WrittenRows, written: WrittenRows) {
    this.#known = known;
    this.#written = written;
  }

  /** @param written what the import has written before it is continued */
  static async open(db: Executor, written: WrittenRows): Promise<TableStatistics> {
    // Counted: the estimates of the catalogue are those of the last ANALYZE, also of a dry run that was rolled back.
    const [row] = await db.execute<{ articles: number; comments: number }>(sql`
      select (select count(*) from ${articles})::float8 as articles, (select count(*) from ${comments})::float8 as comments`);
    return new TableStatistics({ articles: row?.articles ?? 0, comments: row?.comments ?? 0 }, { ...written });
  }

  /** Call it after each batch, outside its transaction. */
  async refresh(db: Executor, written: WrittenRows): Promise<void> {
    const now = {
      articles: this.#known.articles + written.articles - this.#written.articles,
      comments: this.#known.comments + written.comments - this.#written.comments,
    };
    const hasGrown = (kind: keyof WrittenRows) => now[kind] >= Math.max(minRows, maxGrowth * this.#known[kind]);
    if (!hasGrown("articles") && !hasGrown("comments")) return;
    await db.execute(sql`analyze ${sql.join(tables, sql`, `)}`);
    this.#known = now;
    this.#written = { ...written };
  }
}
