CREATE TYPE "public"."notice_event_kind" AS ENUM('received', 'review', 'decided', 'told', 'contested');--> statement-breakpoint
CREATE TYPE "public"."notice_ground" AS ENUM('hate', 'threat', 'defamation', 'privacy', 'terrorism', 'childAbuse', 'copyright', 'fraud', 'other');--> statement-breakpoint
CREATE TYPE "public"."notice_outcome" AS ENUM('action', 'none');--> statement-breakpoint
CREATE TYPE "public"."notice_state" AS ENUM('received', 'review', 'decided');--> statement-breakpoint
ALTER TYPE "public"."notification_kind" ADD VALUE 'report';--> statement-breakpoint
CREATE TABLE "notice_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notice_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notice_id" bigint NOT NULL,
	"kind" "notice_event_kind" NOT NULL,
	"actor_id" bigint,
	"outcome" "notice_outcome",
	"text" text DEFAULT '' NOT NULL,
	"decision_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notice_events_outcome" CHECK (("notice_events"."kind" = 'decided') = ("notice_events"."outcome" is not null)),
	CONSTRAINT "notice_events_text_short" CHECK (length("notice_events"."text") <= 10000)
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text NOT NULL,
	"ground" "notice_ground" NOT NULL,
	"explanation" text NOT NULL,
	"article_id" bigint NOT NULL,
	"comment_id" bigint,
	"address" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"email" text,
	"state" "notice_state" DEFAULT 'received' NOT NULL,
	"outcome" "notice_outcome",
	"reasons" text DEFAULT '' NOT NULL,
	"decision_id" bigint,
	"digest" text NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"forgotten_at" timestamp (3) with time zone,
	CONSTRAINT "notices_reference_unique" UNIQUE("reference"),
	CONSTRAINT "notices_decided" CHECK (("notices"."state" = 'decided') = ("notices"."outcome" is not null)),
	CONSTRAINT "notices_decided_at" CHECK (("notices"."outcome" is null) = ("notices"."decided_at" is null)),
	CONSTRAINT "notices_texts_short" CHECK (length("notices"."explanation") <= 10000 and length("notices"."reasons") <= 10000)
);
--> statement-breakpoint
CREATE TABLE "report_marks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_marks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"report_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"abusive" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "reports_quiet_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "notice_events" ADD CONSTRAINT "notice_events_notice_id_notices_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."notices"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notice_events_notice_idx" ON "notice_events" USING btree ("notice_id","id");--> statement-breakpoint
CREATE INDEX "notice_events_kind_idx" ON "notice_events" USING btree ("kind","created_at");--> statement-breakpoint
CREATE INDEX "notices_state_idx" ON "notices" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "notices_ground_idx" ON "notices" USING btree ("ground","id");--> statement-breakpoint
CREATE INDEX "notices_article_idx" ON "notices" USING btree ("article_id","id");--> statement-breakpoint
CREATE INDEX "notices_comment_idx" ON "notices" USING btree ("comment_id","id") WHERE comment_id is not null;--> statement-breakpoint
CREATE INDEX "notices_created_idx" ON "notices" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "notices_decided_idx" ON "notices" USING btree ("decided_at") WHERE forgotten_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "notices_once" ON "notices" USING btree ("digest") WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX "report_marks_report_idx" ON "report_marks" USING btree ("report_id","id");--> statement-breakpoint
CREATE INDEX "report_marks_member_idx" ON "report_marks" USING btree ("member_id");--> statement-breakpoint
CREATE FUNCTION "refuse_change_of_history"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'Rows of % are kept for ever as they are: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation', HINT = 'Add a further row.';
END $$;--> statement-breakpoint
CREATE TRIGGER "report_marks_for_ever" BEFORE UPDATE OR DELETE OR TRUNCATE ON "report_marks" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();--> statement-breakpoint
CREATE TRIGGER "notice_events_for_ever" BEFORE UPDATE OR DELETE OR TRUNCATE ON "notice_events" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();
