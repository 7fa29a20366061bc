import { sql } from "drizzle-orm";
import { type Connection, connect, type Database } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { type KeywordRules, keywordRules } from "#features/related/rules.ts";
import { refreshKeywords } from "#features/related/selection/keywords.ts";
import type { acquirePostgres } from "#server/postgres/database.ts";
import { superuserUrl } from "#server/testing/temporary-postgres.ts";
import { listCorpora, type QualityCorpus } from "./corpora.ts";
import type { RankedLists } from "./scorers.ts";

/** A corpus in a database of its own. */
export interface LoadedCorpus extends QualityCorpus {
  db: Database;
}

/** Creates a database for each corpus that is here, and fills it. `close` drops the connections. */
export async function loadCorpora(
  handle: Awaited<ReturnType<typeof acquirePostgres>>,
  dataDir: string,
  folder: string | undefined,
  say: (line: string) => void,
): Promise<{ corpora: LoadedCorpus[]; close(): Promise<void> }> {
  const owner = connect(superuserUrl(dataDir, handle.url), { max: 1 });
  const open: Connection[] = [owner];
  const corpora: LoadedCorpus[] = [];
  for (const [index, corpus] of (await listCorpora(folder)).entries()) {
    if (corpus.missing) {
      say(`${corpus.name}: skipped, ${corpus.missing}.`);
      continue;
    }
    const url = new URL(handle.url);
    const database = `related_quality_${index}`;
    await owner.sql.unsafe(`create database ${database} owner ${url.username}`);
    url.pathname = `/${database}`;
    await migrate(url.href);
    const connection = connect(url.href, { max: 2 });
    open.push(connection);
    await corpus.load(connection.db);
    await writeKeywords(connection.db);
    await connection.db.execute(sql`analyze`);
    corpora.push({ ...corpus, db: connection.db });
  }
  return { corpora, close: async () => void (await Promise.all(open.map((one) => one.close()))) };
}

/** Writes the keywords of all articles with these rules. */
export async function writeKeywords(db: Database, rules: KeywordRules = keywordRules): Promise<void> {
  const rows = await db.execute<{ id: number }>(sql`select id from articles order by id`);
  await refreshKeywords(
    db,
    rows.map(({ id }) => Number(id)),
    rules,
  );
}

/** Passes over what nobody judged, so that a list is measured on judged articles only. */
export function keepJudged({ isJudged, truth }: QualityCorpus, lists: RankedLists): RankedLists {
  if (!isJudged) return lists;
  return new Map([...lists].map(([slug, list]) => [slug, list.filter((other) => truth.get(slug)?.has(other))]));
}
