CREATE TABLE "corrections" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "corrections_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"note" text NOT NULL,
	"member_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "corrections_kind" CHECK ("corrections"."kind" in ('correction', 'update')),
	CONSTRAINT "corrections_note" CHECK (length("corrections"."note") between 1 and 5000)
);
--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "corrections_article_id_idx" ON "corrections" USING btree ("article_id","id");--> statement-breakpoint
CREATE INDEX "corrections_created_at_idx" ON "corrections" USING btree ("created_at","id");--> statement-breakpoint
-- Written by hand (drizzle's schema knows no triggers): what was said to readers stays as it was said.
CREATE TRIGGER "corrections_for_ever" BEFORE UPDATE OR DELETE OR TRUNCATE ON "corrections" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();
