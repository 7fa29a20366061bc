-- Writes the index of these articles: a row for each published one, none for the others. Callers are the triggers below and the worker that
-- fills the index of a site that had none.
CREATE OR REPLACE FUNCTION "refresh_search_articles"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	DELETE FROM "search_articles" AS d WHERE d."article_id" = ANY (ids)
		AND NOT EXISTS (SELECT FROM "articles" AS a WHERE a."id" = d."article_id" AND a."status" = 'published');
	INSERT INTO "search_articles" AS d ("article_id", "listed_at", "head", "words", "facets")
	SELECT a."id", a."published_at",
		setweight(to_tsvector('public.fr'::regconfig, a."title"), 'A') || setweight(to_tsvector('public.fr'::regconfig, left(a."lead", 2000)), 'B'),
		a."search",
		ARRAY['m:' || to_char(a."published_at" AT TIME ZONE 'UTC', 'YYYY-MM')]
			|| CASE WHEN a."source_id" IS NULL THEN '{}'::text[] ELSE ARRAY['s:' || a."source_id"] END
			|| ARRAY(SELECT 'c:' || j."category_id" FROM "article_categories" AS j WHERE j."article_id" = a."id" ORDER BY j."category_id")
			|| ARRAY(SELECT 't:' || j."tag_id" FROM "article_tags" AS j WHERE j."article_id" = a."id" ORDER BY j."tag_id")
			|| ARRAY(SELECT 'a:' || j."author_id" FROM "article_authors" AS j WHERE j."article_id" = a."id" ORDER BY j."author_id")
	FROM "articles" AS a WHERE a."id" = ANY (ids) AND a."status" = 'published' ORDER BY a."id"
	ON CONFLICT ("article_id") DO UPDATE SET "listed_at" = excluded."listed_at", "head" = excluded."head", "words" = excluded."words", "facets" = excluded."facets"
	WHERE (d."listed_at", d."head", d."words", d."facets") IS DISTINCT FROM (excluded."listed_at", excluded."head", excluded."words", excluded."facets");
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "update_search_article"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_search_articles(ARRAY[NEW."id"]);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "update_search_facets"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_search_articles(ARRAY(SELECT DISTINCT "article_id" FROM changed));
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_search_new" AFTER INSERT ON "articles" FOR EACH ROW WHEN (NEW."status" = 'published') EXECUTE FUNCTION "update_search_article"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_search_changed" AFTER UPDATE OF "status", "title", "lead", "body_text", "published_at", "source_id" ON "articles" FOR EACH ROW
	WHEN (OLD."status" IS DISTINCT FROM NEW."status" OR NEW."status" = 'published' AND (OLD."search" IS DISTINCT FROM NEW."search"
		OR OLD."published_at" IS DISTINCT FROM NEW."published_at" OR OLD."source_id" IS DISTINCT FROM NEW."source_id")) EXECUTE FUNCTION "update_search_article"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_categories_search_new" AFTER INSERT ON "article_categories" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "update_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_categories_search_gone" AFTER DELETE ON "article_categories" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "update_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_tags_search_new" AFTER INSERT ON "article_tags" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "update_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_tags_search_gone" AFTER DELETE ON "article_tags" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "update_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_authors_search_new" AFTER INSERT ON "article_authors" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "update_search_facets"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_authors_search_gone" AFTER DELETE ON "article_authors" REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "update_search_facets"();
--> statement-breakpoint
-- Writes the index of these comments: a row for each visible one of a published article, none for the others.
CREATE OR REPLACE FUNCTION "refresh_search_comments"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	DELETE FROM "search_comments" AS d WHERE d."comment_id" = ANY (ids)
		AND NOT EXISTS (SELECT FROM "comments" AS c WHERE c."id" = d."comment_id" AND c."status" = 'visible');
	INSERT INTO "search_comments" AS d ("comment_id", "article_id", "listed_at", "words", "facets")
	SELECT c."id", c."article_id", c."created_at",
		to_tsvector('public.fr'::regconfig, regexp_replace(left(c."body_html", 40000), '<[^>]*>', ' ', 'g')),
		ARRAY['m:' || to_char(c."created_at" AT TIME ZONE 'UTC', 'YYYY-MM')]
			|| CASE WHEN c."member_id" IS NULL THEN '{}'::text[] ELSE ARRAY['p:' || c."member_id"] END
	FROM "comments" AS c WHERE c."id" = ANY (ids) AND c."status" = 'visible' ORDER BY c."id"
	ON CONFLICT ("comment_id") DO UPDATE SET "listed_at" = excluded."listed_at", "words" = excluded."words", "facets" = excluded."facets";
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "add_search_comments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_search_comments(ARRAY(SELECT "id" FROM changed WHERE "status" = 'visible'));
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "update_search_comment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_search_comments(ARRAY[NEW."id"]);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comments_search_new" AFTER INSERT ON "comments" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "add_search_comments"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comments_search_changed" AFTER UPDATE OF "status", "body_html", "member_id" ON "comments" FOR EACH ROW
	WHEN (OLD."status" IS DISTINCT FROM NEW."status" OR NEW."status" = 'visible' AND (OLD."body_html" IS DISTINCT FROM NEW."body_html"
		OR OLD."member_id" IS DISTINCT FROM NEW."member_id")) EXECUTE FUNCTION "update_search_comment"();
