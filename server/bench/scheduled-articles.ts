import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { toTextArray } from "#db/text-array.ts";
import { createDraft, emptyContent } from "#features/newsroom/drafts/mutations.ts";
import { makeProse } from "../cli/synthetic-corpus/prose.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";

/** Creates drafts of six paragraphs with two tags, and returns their ids. */
export async function createBenchDrafts(
  db: Database,
  editor: number,
  { count, seed, categoryId }: { count: number; seed: number; categoryId: number | undefined },
): Promise<number[]> {
  const random = seeded(seed);
  const prose = makeProse(random);
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const content = {
      ...(await emptyContent(db, editor)),
      title: prose.title(random),
      lead: prose.paragraph(random, 30),
      bodyHtml: Array.from({ length: 6 }, () => `<p>${prose.paragraph(random, 80)}</p>`).join(""),
      categoryIds: categoryId === undefined ? [] : [categoryId],
      tags: [prose.name(random.whole(200)), prose.name(random.whole(2_000))],
    };
    ids.push((await createDraft(db, { id: editor, role: "editor" }, content)).id);
  }
  return ids;
}

/**
 * Finds one of the processes with these names (PGAPPNAME) that has published articles in a transaction that is not
 * committed; undefined if none has.
 */
export async function findPublishing(db: Database, names: readonly string[]): Promise<string | undefined> {
  const [row] = await db.execute<{ name: string }>(sql`
    select application_name as name from pg_stat_activity
    where application_name = any(${toTextArray(names)}) and backend_xid is not null
      and exists (select from pg_locks where pg_locks.pid = pg_stat_activity.pid
        and relation = 'article_revisions'::regclass and mode = 'RowExclusiveLock')
    limit 1`);
  return row?.name;
}
