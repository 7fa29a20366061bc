-- Keeps the list of unpublished articles up to date with their status. The discussion of a page is no article.
CREATE OR REPLACE FUNCTION "list_unpublished_article"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."status" IN ('published', 'page') THEN
		DELETE FROM "unpublished_articles" WHERE "article_id" = NEW."id";
	ELSE
		INSERT INTO "unpublished_articles" ("article_id", "status") VALUES (NEW."id", NEW."status")
		ON CONFLICT ("article_id") DO UPDATE SET "status" = excluded."status";
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_unpublished_new" AFTER INSERT ON "articles" FOR EACH ROW WHEN (NEW."status" <> 'published') EXECUTE FUNCTION "list_unpublished_article"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_unpublished_changed" AFTER UPDATE OF "status" ON "articles" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION "list_unpublished_article"();
