CREATE TYPE "public"."import_state" AS ENUM('waiting', 'running', 'done', 'failed', 'stopped');--> statement-breakpoint
ALTER TYPE "public"."article_status" ADD VALUE 'page';--> statement-breakpoint
CREATE TABLE "comment_guests" (
	"comment_id" bigint PRIMARY KEY NOT NULL,
	"address_hmac" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "import_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "import_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"blog_url" text DEFAULT '' NOT NULL,
	"source" text NOT NULL,
	"source_hash" text DEFAULT '' NOT NULL,
	"options" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" "import_state" DEFAULT 'waiting' NOT NULL,
	"dry_run" boolean DEFAULT false NOT NULL,
	"done_size" bigint DEFAULT 0 NOT NULL,
	"total_size" bigint DEFAULT 0 NOT NULL,
	"checkpoint" jsonb,
	"report" jsonb,
	"failure" text,
	"started_by" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"progress_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "import_runs_finished" CHECK (("import_runs"."state" in ('done', 'failed', 'stopped')) = ("import_runs"."finished_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "site_pages" ADD COLUMN "seo_title" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "site_pages" ADD COLUMN "seo_description" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "site_pages" ADD COLUMN "discussion_id" bigint;--> statement-breakpoint
ALTER TABLE "comment_guests" ADD CONSTRAINT "comment_guests_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_runs" ADD CONSTRAINT "import_runs_started_by_members_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "comment_guests_address_hmac_idx" ON "comment_guests" USING btree ("address_hmac");--> statement-breakpoint
CREATE INDEX "import_runs_created_at_idx" ON "import_runs" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "import_runs_source_hash_idx" ON "import_runs" USING btree ("source_hash");--> statement-breakpoint
CREATE INDEX "import_runs_started_by_idx" ON "import_runs" USING btree ("started_by");--> statement-breakpoint
ALTER TABLE "site_pages" ADD CONSTRAINT "site_pages_discussion_id_articles_id_fk" FOREIGN KEY ("discussion_id") REFERENCES "public"."articles"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "site_pages_discussion_unique" ON "site_pages" USING btree ("discussion_id");