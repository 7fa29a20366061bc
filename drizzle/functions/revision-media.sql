-- The pictures of a draft or revision: the lead picture and those in the body.
CREATE OR REPLACE FUNCTION "media_ids_in"(content jsonb) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT content ->> 'leadMediaId' WHERE content ->> 'leadMediaId' IS NOT NULL
	UNION SELECT found[1] FROM regexp_matches(content ->> 'bodyHtml', 'src="/media/([a-f0-9]{24})"', 'g') AS found
$$;
--> statement-breakpoint
-- Locks them like those of a draft: a concurrent deletion waits and finds the picture in use. A picture that is already deleted is left out.
CREATE OR REPLACE FUNCTION "insert_revision_media"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "article_revision_media" ("revision_id", "media_id")
		SELECT NEW."id", m."id" FROM "media" AS m WHERE m."id" IN (SELECT media_ids_in(NEW."content")) ORDER BY m."id" FOR KEY SHARE
		ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_revisions_media" AFTER INSERT ON "article_revisions" FOR EACH ROW EXECUTE FUNCTION "insert_revision_media"();
