import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { articleKeywords, articles } from "#db/schema.ts";
import { type KeywordRules, keywordRules, stopWords } from "../rules.ts";

/** The stop words as the search dictionary stems them, computed once per statement. */
const stopStems: SQL = sql`(select unnest(tsvector_to_array(to_tsvector('fr'::regconfig, ${stopWords.join(" ")}))))`;

/**
 * Writes the keywords of the given articles from their search vector; unpublished articles have none. The result
 * depends on the article only, not on the order of publication: scoring considers how common a word is on the site. The
 * square root keeps a word that occurs forty times from dominating.
 */
export async function refreshKeywords(tx: Executor, ids: number[], rules: KeywordRules = keywordRules): Promise<void> {
  const { title, lead, body } = rules.weights;
  // A, B and C of `search`.
  const positionWeight = sql`case weight when 'A' then ${title}::float8 when 'B' then ${lead}::float8 else ${body}::float8 end`;
  await tx.execute(sql`delete from ${articleKeywords} where article_id = any(${toIdArray(ids)})`);
  await tx.execute(sql`
    insert into ${articleKeywords} (article_id, word, weight, listed_at)
    select id, lexeme, share / sqrt(sum(share * share) over (partition by id)), published_at
    from (
      select a.id, a.published_at, l.lexeme, l.share,
        row_number() over (partition by a.id order by l.share desc, l.lexeme) as rank
      from ${articles} as a
      cross join lateral (
        select lexeme, sqrt((select sum(${positionWeight}) from unnest(weights) as weight)) as share
        from unnest(a.search) as v (lexeme, positions, weights)
        -- Figures, addresses and file names are not subjects; two letters are mostly grammar.
        where length(lexeme) between 3 and 40 and lexeme !~ '[0-9./:@_]' and lexeme not in ${stopStems}
      ) as l
      where a.id = any(${toIdArray(ids)}) and a.status = 'published'
    ) as ranked
    where rank <= ${rules.most}`);
}
