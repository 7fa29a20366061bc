ALTER TABLE "authors" ADD COLUMN "portrait_media_id" text;--> statement-breakpoint
ALTER TABLE "authors" ADD COLUMN "fediverse" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "authors" ADD CONSTRAINT "authors_portrait_media_id_media_id_fk" FOREIGN KEY ("portrait_media_id") REFERENCES "public"."media"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "authors_portrait_media_id_idx" ON "authors" USING btree ("portrait_media_id");