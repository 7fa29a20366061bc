ALTER TABLE "search_changes" ADD COLUMN "is_indexed" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "refresh_changed_search_article"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	ids bigint[];
	fresh bigint[];
BEGIN
	PERFORM FROM "search_changes" AS n WHERE n."transaction_id" = NEW."transaction_id" AND n."article_id" = NEW."article_id" AND n."is_indexed";
	IF FOUND THEN RETURN NULL; END IF;
	PERFORM lock_search();
	-- Also the next articles that the transaction has noted: planning the statements takes longer than indexing an article.
	ids := ARRAY(SELECT n."article_id" FROM "search_changes" AS n WHERE n."transaction_id" = NEW."transaction_id" AND n."article_id" >= NEW."article_id" AND NOT n."is_indexed"
		ORDER BY n."article_id" LIMIT 100);
	fresh := refresh_search_articles(ids);
	UPDATE "search_changes" SET "is_indexed" = true, "is_new" = "article_id" = ANY (fresh) WHERE "transaction_id" = NEW."transaction_id" AND "article_id" = ANY (ids);
	-- An article or a page that is published again has comments already. A page is noted only when it gets or loses its readers.
	PERFORM refresh_search_comments(array_agg(c."id")) FROM "articles" AS a JOIN "comments" AS c ON c."article_id" = a."id" AND c."status" = 'visible'
	WHERE a."id" = ANY (ids) AND (a."id" = ANY (fresh) OR a."status"::text = 'page' AND a."published_at" IS NOT NULL)
		AND NOT EXISTS (SELECT FROM "search_comments" AS d WHERE d."comment_id" = c."id")
	HAVING count(*) > 0;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "headline_pairs"(title text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	WITH words AS (
		SELECT lexeme, (row_number() OVER (ORDER BY position))::int AS n
		FROM unnest(to_tsvector('public.fr'::regconfig, left(title, 500))) AS t (lexeme, positions, weights) CROSS JOIN unnest(positions) AS position
		WHERE length(lexeme) <= 200)
	SELECT coalesce(array_agg(DISTINCT a.lexeme || ' ' || b.lexeme), '{}')
	FROM words AS a JOIN words AS b ON b.n - a.n IN (1, 2) OR (a.n = b.n AND (SELECT count(*) FROM words) = 1)
$$;
