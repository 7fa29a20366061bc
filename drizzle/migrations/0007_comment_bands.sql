CREATE TABLE "comment_bands" (
	"band" integer NOT NULL,
	"comment_id" bigint NOT NULL,
	CONSTRAINT "comment_bands_band_comment_id_pk" PRIMARY KEY("band","comment_id")
);
--> statement-breakpoint
DROP INDEX "comment_fingerprints_bands_idx";--> statement-breakpoint
ALTER TABLE "comment_bands" ADD CONSTRAINT "comment_bands_comment_id_comment_fingerprints_comment_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comment_fingerprints"("comment_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comment_bands_comment_id_idx" ON "comment_bands" USING btree ("comment_id");--> statement-breakpoint
ALTER TABLE "comment_fingerprints" DROP COLUMN "bands";