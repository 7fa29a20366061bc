ALTER TYPE "public"."notification_kind" ADD VALUE 'schedule';--> statement-breakpoint
CREATE TABLE "article_revision_media" (
	"revision_id" bigint NOT NULL,
	"media_id" text NOT NULL,
	CONSTRAINT "article_revision_media_revision_id_media_id_pk" PRIMARY KEY("revision_id","media_id")
);
--> statement-breakpoint
CREATE TABLE "backfills" (
	"name" text PRIMARY KEY NOT NULL,
	"before_id" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "article_id" bigint;--> statement-breakpoint
ALTER TABLE "article_revision_media" ADD CONSTRAINT "article_revision_media_revision_id_article_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."article_revisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_revision_media" ADD CONSTRAINT "article_revision_media_media_id_media_id_fk" FOREIGN KEY ("media_id") REFERENCES "public"."media"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_revision_media_media_id_idx" ON "article_revision_media" USING btree ("media_id");--> statement-breakpoint
-- Not validated: the column is new, every row has null in it.
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action NOT VALID;--> statement-breakpoint
CREATE INDEX "notifications_article_id_idx" ON "notifications" USING btree ("article_id") WHERE article_id is not null;--> statement-breakpoint
-- Written by hand from here on (drizzle's schema knows no functions): the pictures that a text of the newsroom shows, above it and in it.
CREATE FUNCTION "pictures_in"(content jsonb) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT content ->> 'leadMediaId' WHERE content ->> 'leadMediaId' IS NOT NULL
	UNION SELECT found[1] FROM regexp_matches(content ->> 'bodyHtml', 'src="/media/([a-f0-9]{24})"', 'g') AS found
$$;
--> statement-breakpoint
-- Held like those of a working copy: whoever deletes one just then waits and finds it in use. One that is gone already is left out.
CREATE FUNCTION "keep_revision_pictures"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "article_revision_media" ("revision_id", "media_id")
		SELECT NEW."id", m."id" FROM "media" AS m WHERE m."id" IN (SELECT pictures_in(NEW."content")) ORDER BY m."id" FOR KEY SHARE
		ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "article_revisions_pictures" AFTER INSERT ON "article_revisions" FOR EACH ROW EXECUTE FUNCTION "keep_revision_pictures"();
--> statement-breakpoint
-- The trigger waited for whoever was adding one: all that come now are seen to. Those from before, a job reads (features/media/jobs.ts).
INSERT INTO "backfills" ("name", "before_id") SELECT 'revision-pictures', max("id") + 1 FROM "article_revisions" HAVING count(*) > 0;
