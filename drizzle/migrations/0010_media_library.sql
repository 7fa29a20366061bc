CREATE TABLE "library_pictures" (
	"media_id" text PRIMARY KEY NOT NULL,
	"uploader_id" bigint,
	"content_hash" text NOT NULL,
	"described" boolean DEFAULT false NOT NULL,
	"search" "tsvector" NOT NULL,
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "licence" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "focus_x" smallint DEFAULT 50 NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "focus_y" smallint DEFAULT 50 NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "library_pictures" ADD CONSTRAINT "library_pictures_media_id_media_id_fk" FOREIGN KEY ("media_id") REFERENCES "public"."media"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "library_pictures" ADD CONSTRAINT "library_pictures_uploader_id_members_id_fk" FOREIGN KEY ("uploader_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "library_pictures_content_unique" ON "library_pictures" USING btree ("content_hash");--> statement-breakpoint
CREATE INDEX "library_pictures_added_idx" ON "library_pictures" USING btree ("added_at" DESC NULLS LAST,"media_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "library_pictures_uploader_idx" ON "library_pictures" USING btree ("uploader_id","added_at" DESC NULLS LAST,"media_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "library_pictures_undescribed_idx" ON "library_pictures" USING btree ("added_at" DESC NULLS LAST,"media_id" DESC NULLS LAST) WHERE not described;--> statement-breakpoint
CREATE INDEX "library_pictures_search_idx" ON "library_pictures" USING gin ("search");--> statement-breakpoint
-- The pictures that are there already, but nobody's face. Until now an id was the start of its file's hash.
INSERT INTO "library_pictures" ("media_id", "content_hash", "described", "search", "added_at")
SELECT m.id, m.id, m.alt <> '', to_tsvector('fr'::regconfig, translate(concat_ws(' ', m.alt, m.caption, m.credit, m.original_name), '._-/', '    ')), m.created_at
FROM "media" m WHERE NOT EXISTS (SELECT FROM "member_avatars" a WHERE a.media_id = m.id);
