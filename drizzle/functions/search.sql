-- The text as it is indexed, and as a query has to be written before it is parsed (docs/search.md). PostgreSQL's parser takes addresses, paths,
-- versions, negative numbers and tags for one token each, which no word of them finds: here they are words. Soft hyphens and characters without
-- width are removed.
CREATE OR REPLACE FUNCTION "search_text"(source text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
		CASE WHEN source ~ U&'[\0300-\036F]' THEN normalize(source, NFC) ELSE source END,
		U&'[\00AD\200B\200C\200D\2060\FEFF]+', '', 'g'),
		'\mC\+\+', 'cplusplus', 'gi'), '\mC#(?!\w)', 'csharp', 'gi'), '\m(e|wi)-(?=[a-z])', '\1', 'gi'),
		U&'[-./@:=&?%#+~<>_\\\\|*\2010\2011\00A0\202F]+', ' ', 'g')
$$;
--> statement-breakpoint
-- The configuration for a text: English if its function words outnumber the French ones by far, else French. The beginning decides.
CREATE OR REPLACE FUNCTION "search_language"(source text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN english >= 2 AND english > 2 * regexp_count(start, '\m(le|la|les|des|du|de|et|est|une|un|que|qui|dans|pour|par|sur|au|aux|avec|en)\M', 1, 'i')
		THEN 'public.en'::regconfig ELSE 'public.fr'::regconfig END
	FROM (SELECT left(source, 2000) AS start) AS s
		CROSS JOIN LATERAL (SELECT regexp_count(start, '\m(the|of|and|to|in|is|are|was|were|for|with|that|this|from|by|has|have|it)\M', 1, 'i') AS english OFFSET 0) AS e
$$;
--> statement-breakpoint
-- The words of a comment's or correction's HTML, without its tags and entities.
CREATE OR REPLACE FUNCTION "search_html_text"(html text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT regexp_replace(left(html, 40000), '<[^>]*>|&#?[a-z0-9]{1,10};', ' ', 'gi')
$$;
--> statement-breakpoint
-- Whether readers see an article, or the page whose discussion the row is (`hasReaders`). As text: a type's new value cannot be used in the
-- transaction that adds it.
CREATE OR REPLACE FUNCTION "has_readers"(status article_status, published_at timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT status::text IN ('published', 'page') AND published_at IS NOT NULL
$$;
--> statement-breakpoint
-- Of two transactions that change the same article's categories and tags, the second has to see what the first one did, and neither may wait
-- for a row of the index while the other waits for one of its rows: so they write the index one after the other. The lock is taken at the end.
CREATE OR REPLACE FUNCTION "lock_search"() RETURNS void LANGUAGE sql AS $$
	SELECT pg_advisory_xact_lock(hashtext('vigie:search'))
$$;
--> statement-breakpoint
-- Writes the index of these articles: a row for each published one, none for the others. Returns those that had no row. Callers hold
-- lock_search(), unless nobody else can know the articles yet.
CREATE OR REPLACE FUNCTION "refresh_search_articles"(ids bigint[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	fresh bigint[];
BEGIN
	DELETE FROM "search_articles" AS d WHERE d."article_id" = ANY (ids)
		AND NOT EXISTS (SELECT FROM "articles" AS a WHERE a."id" = d."article_id" AND a."status" = 'published');
	DELETE FROM "search_comments" AS d USING "articles" AS a WHERE a."id" = ANY (ids) AND NOT has_readers(a."status", a."published_at") AND d."article_id" = a."id";
	WITH written AS (
		INSERT INTO "search_articles" AS d ("article_id", "listed_at", "head", "words", "facets")
		SELECT a."id", a."published_at", h."head",
			h."head" || setweight(to_tsvector(l."language", search_text(left(a."body_text", 200000))), 'C'),
			ARRAY['m:' || to_char(a."published_at" AT TIME ZONE 'UTC', 'YYYY-MM')]
				|| CASE WHEN a."source_id" IS NULL THEN '{}'::text[] ELSE ARRAY['s:' || a."source_id"] END
				|| ARRAY(SELECT 'c:' || j."category_id" FROM "article_categories" AS j WHERE j."article_id" = a."id" ORDER BY j."category_id")
				|| ARRAY(SELECT 't:' || j."tag_id" FROM "article_tags" AS j WHERE j."article_id" = a."id" ORDER BY j."tag_id")
				|| ARRAY(SELECT 'a:' || j."author_id" FROM "article_authors" AS j WHERE j."article_id" = a."id" ORDER BY j."author_id")
		FROM "articles" AS a
			CROSS JOIN LATERAL (SELECT search_language(concat_ws(' ', a."title", a."lead", left(a."body_text", 2000))) AS "language" OFFSET 0) AS l
			CROSS JOIN LATERAL (SELECT setweight(to_tsvector(l."language", search_text(left(a."title", 1000))), 'A')
				|| setweight(to_tsvector(l."language", search_text(left(a."lead", 2000))), 'B') AS "head" OFFSET 0) AS h
		WHERE a."id" = ANY (ids) AND a."status" = 'published'
		ON CONFLICT ("article_id") DO UPDATE SET "listed_at" = excluded."listed_at", "head" = excluded."head", "words" = excluded."words", "facets" = excluded."facets"
		WHERE (d."listed_at", d."head", d."words", d."facets") IS DISTINCT FROM (excluded."listed_at", excluded."head", excluded."words", excluded."facets")
		RETURNING d."article_id", d.xmax = 0 AS is_new)
	SELECT coalesce(array_agg("article_id"), '{}') FROM written WHERE is_new INTO fresh;
	RETURN fresh;
END $$;
--> statement-breakpoint
-- Notes an article as changed, once per transaction however many statements change it. The index is written when the transaction commits.
CREATE OR REPLACE FUNCTION "note_search_article"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "search_changes" ("transaction_id", "article_id") VALUES (pg_current_xact_id()::text::bigint, NEW."id") ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "note_search_facets"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "search_changes" ("transaction_id", "article_id")
	SELECT DISTINCT pg_current_xact_id()::text::bigint, a."id" FROM changed JOIN "articles" AS a ON a."id" = changed."article_id" WHERE a."status" = 'published'
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
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
DROP TRIGGER IF EXISTS "search_changes_noted" ON "search_changes";
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "search_changes_noted" AFTER INSERT ON "search_changes" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "refresh_changed_search_article"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_search_new" AFTER INSERT ON "articles" FOR EACH ROW WHEN (NEW."status" = 'published') EXECUTE FUNCTION "note_search_article"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_search_changed" AFTER UPDATE OF "status", "title", "lead", "body_text", "published_at", "source_id" ON "articles" FOR EACH ROW
	WHEN (OLD."status" IS DISTINCT FROM NEW."status" AND 'published' IN (OLD."status", NEW."status") OR NEW."status" = 'published' AND (OLD."title" IS DISTINCT FROM NEW."title"
		OR OLD."lead" IS DISTINCT FROM NEW."lead" OR OLD."body_text" IS DISTINCT FROM NEW."body_text" OR OLD."published_at" IS DISTINCT FROM NEW."published_at"
		OR OLD."source_id" IS DISTINCT FROM NEW."source_id")
		OR NEW."status"::text = 'page' AND (OLD."published_at" IS NULL) <> (NEW."published_at" IS NULL)) EXECUTE FUNCTION "note_search_article"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_categories_search_new" AFTER INSERT ON "article_categories" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "note_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_categories_search_gone" AFTER DELETE ON "article_categories" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "note_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_tags_search_new" AFTER INSERT ON "article_tags" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "note_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_tags_search_gone" AFTER DELETE ON "article_tags" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "note_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_authors_search_new" AFTER INSERT ON "article_authors" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "note_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_authors_search_gone" AFTER DELETE ON "article_authors" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "note_search_facets"();
--> statement-breakpoint
-- The words and facets of a comment's row in the index.
CREATE OR REPLACE FUNCTION "search_comment_words"(html text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT to_tsvector(search_language(t."text"), search_text(t."text")) FROM (SELECT search_html_text(html) AS "text" OFFSET 0) AS t
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "search_comment_facets"(created_at timestamptz, member_id bigint) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT ARRAY['m:' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM')] || CASE WHEN member_id IS NULL THEN '{}'::text[] ELSE ARRAY['p:' || member_id] END
$$;
--> statement-breakpoint
-- Writes the index of these comments: a row for each visible one of a published article or page, none for the others.
CREATE OR REPLACE FUNCTION "refresh_search_comments"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	DELETE FROM "search_comments" AS d WHERE d."comment_id" = ANY (ids) AND NOT EXISTS (
		SELECT FROM "comments" AS c JOIN "articles" AS a ON a."id" = c."article_id" AND has_readers(a."status", a."published_at") WHERE c."id" = d."comment_id" AND c."status" = 'visible');
	INSERT INTO "search_comments" AS d ("comment_id", "article_id", "listed_at", "words", "facets")
	SELECT c."id", c."article_id", c."created_at", search_comment_words(c."body_html"), search_comment_facets(c."created_at", c."member_id")
	FROM "comments" AS c JOIN "articles" AS a ON a."id" = c."article_id" AND has_readers(a."status", a."published_at")
	WHERE c."id" = ANY (ids) AND c."status" = 'visible' ORDER BY c."id"
	ON CONFLICT ("comment_id") DO UPDATE SET "listed_at" = excluded."listed_at", "words" = excluded."words", "facets" = excluded."facets"
	WHERE (d."listed_at", d."words", d."facets") IS DISTINCT FROM (excluded."listed_at", excluded."words", excluded."facets");
$$;
--> statement-breakpoint
-- New comments, per statement. Nothing is read from "comments": a session that planned this while the table was empty would scan it for each row.
-- For the same reason each article is looked up by its id (OFFSET 0 keeps PostgreSQL from joining the whole table).
CREATE OR REPLACE FUNCTION "add_search_comments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "search_comments" ("comment_id", "article_id", "listed_at", "words", "facets")
	SELECT added."id", added."article_id", added."created_at", search_comment_words(added."body_html"), search_comment_facets(added."created_at", added."member_id")
	FROM added CROSS JOIN LATERAL (SELECT FROM "articles" AS a WHERE a."id" = added."article_id" AND has_readers(a."status", a."published_at") OFFSET 0) AS a
	WHERE added."status" = 'visible' ORDER BY added."id"
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "update_search_comment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_search_comments(ARRAY[NEW."id"]);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comments_search_new" AFTER INSERT ON "comments" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "add_search_comments"();
--> statement-breakpoint
-- Row-level: its condition compares the row with the former one, so that changes of counts cost nothing.
CREATE OR REPLACE TRIGGER "comments_search_changed" AFTER UPDATE OF "status", "body_html", "member_id" ON "comments" FOR EACH ROW
	WHEN (OLD."status" IS DISTINCT FROM NEW."status" AND 'visible' IN (OLD."status", NEW."status") OR NEW."status" = 'visible' AND (OLD."body_html" IS DISTINCT FROM NEW."body_html"
		OR OLD."member_id" IS DISTINCT FROM NEW."member_id")) EXECUTE FUNCTION "update_search_comment"();
