CREATE TABLE "backup_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "backup_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"pictures" integer DEFAULT 0 NOT NULL,
	"location" text DEFAULT '' NOT NULL,
	"archive" text DEFAULT '' NOT NULL,
	"failure" text,
	CONSTRAINT "backup_runs_kind" CHECK ("backup_runs"."kind" in ('local', 'offsite', 'trial', 'manual')),
	CONSTRAINT "backup_runs_failure_line" CHECK ("backup_runs"."failure" <> '' and strpos("backup_runs"."failure", chr(10)) = 0)
);
--> statement-breakpoint
CREATE INDEX "backup_runs_started_idx" ON "backup_runs" USING btree ("started_at" DESC NULLS LAST,"id" DESC NULLS LAST);