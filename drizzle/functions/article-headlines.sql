-- Pairs of neighbouring words of a title, and of words with one between them: stems without stop words. A single word is paired with itself.
-- Only the first 500 characters count: an import may bring titles of any length, and every word is compared with its neighbours. Words of more than
-- 200 characters are left out: two of them would not fit into an entry of the index.
CREATE OR REPLACE FUNCTION "headline_pairs"(title text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	WITH words AS (
		SELECT lexeme, (row_number() OVER (ORDER BY position))::int AS n
		FROM unnest(to_tsvector('public.fr'::regconfig, left(title, 500))) AS t (lexeme, positions, weights) CROSS JOIN unnest(positions) AS position
		WHERE length(lexeme) <= 200)
	SELECT coalesce(array_agg(DISTINCT a.lexeme || ' ' || b.lexeme), '{}')
	FROM words AS a JOIN words AS b ON b.n - a.n IN (1, 2) OR (a.n = b.n AND (SELECT count(*) FROM words) = 1)
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "update_article_headline"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."status" = 'published' THEN
		INSERT INTO "article_headlines" ("article_id", "title", "word_pairs") VALUES (NEW."id", NEW."title", headline_pairs(NEW."title"))
		ON CONFLICT ("article_id") DO UPDATE SET "title" = excluded."title", "word_pairs" = excluded."word_pairs";
	ELSE
		DELETE FROM "article_headlines" WHERE "article_id" = NEW."id";
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_headline_new" AFTER INSERT ON "articles" FOR EACH ROW WHEN (NEW."status" = 'published') EXECUTE FUNCTION "update_article_headline"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_headline_changed" AFTER UPDATE OF "status", "title" ON "articles" FOR EACH ROW
	WHEN (OLD."status" IS DISTINCT FROM NEW."status" OR OLD."title" IS DISTINCT FROM NEW."title") EXECUTE FUNCTION "update_article_headline"();
