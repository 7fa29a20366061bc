import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { articleKeywords, articles } from "#db/schema.ts";
import { maxKeywords, stopWords } from "../rules.ts";

/** Shares by place: a word of the title says more than one of the lead, and that more than one of the body (A, B, C of `search`). */
const positionWeight: SQL = sql.raw("case place when 'A' then 8 when 'B' then 3 else 1 end");

/** The empty words as the search's own dictionary stems them; worked out once per statement. */
const stopStems: SQL = sql`(select unnest(tsvector_to_array(to_tsvector('fr'::regconfig, ${stopWords.join(" ")}))))`;

/**
 * Writes the characteristic words of the given articles from their search vector; those that are not published have none.
 * A pure function of the article, so that the order of publication changes nothing: how common a word is in the site is
 * judged when scoring. The square root keeps a word said forty times from being all that an article is about.
 */
export async function refreshKeywords(tx: Executor, ids: number[]): Promise<void> {
  await tx.execute(sql`delete from ${articleKeywords} where article_id = any(${toIdArray(ids)})`);
  await tx.execute(sql`
    insert into ${articleKeywords} (article_id, word, weight, listed_at)
    select id, lexeme, share / sqrt(sum(share * share) over (partition by id)), published_at
    from (
      select a.id, a.published_at, l.lexeme, l.share,
        row_number() over (partition by a.id order by l.share desc, l.lexeme) as place
      from ${articles} as a
      cross join lateral (
        select lexeme, sqrt((select sum(${positionWeight}) from unnest(weights) as place)) as share
        from unnest(a.search) as v (lexeme, positions, weights)
        -- Figures, addresses and file names are not subjects; two letters are mostly grammar.
        where length(lexeme) between 3 and 40 and lexeme !~ '[0-9./:@_]' and lexeme not in ${stopStems}
      ) as l
      where a.id = any(${toIdArray(ids)}) and a.status = 'published'
    ) as ranked
    where place <= ${maxKeywords}`);
}
