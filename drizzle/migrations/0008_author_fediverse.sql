CREATE TABLE "index_now_progress" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"last_change_at" timestamp (3) with time zone NOT NULL,
	"retry_at" timestamp (3) with time zone,
	"failures" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "index_now_progress_single" CHECK ("index_now_progress"."id" = 1)
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "fediverse" text DEFAULT '' NOT NULL;