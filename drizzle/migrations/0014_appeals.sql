CREATE TYPE "public"."appeal_outcome" AS ENUM('upheld', 'overturned', 'moot');--> statement-breakpoint
ALTER TYPE "public"."notification_kind" ADD VALUE 'appeal';--> statement-breakpoint
CREATE TABLE "appeal_outcomes" (
	"appeal_id" bigint PRIMARY KEY NOT NULL,
	"outcome" "appeal_outcome" NOT NULL,
	"actor_id" bigint,
	"sole" boolean DEFAULT false NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"undo_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "appeal_outcomes_somebody" CHECK (("appeal_outcomes"."outcome" = 'moot') = ("appeal_outcomes"."actor_id" is null)),
	CONSTRAINT "appeal_outcomes_note_short" CHECK (length("appeal_outcomes"."note") <= 5000)
);
--> statement-breakpoint
CREATE TABLE "appeal_texts" (
	"appeal_id" bigint PRIMARY KEY NOT NULL,
	"member_id" bigint NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "appeal_texts_body_short" CHECK (length("appeal_texts"."body") between 1 and 10000)
);
--> statement-breakpoint
CREATE TABLE "appeals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "appeals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"decision_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "decision_mails" (
	"decision_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone,
	"sent" boolean DEFAULT false NOT NULL,
	CONSTRAINT "decision_mails_member_id_decision_id_pk" PRIMARY KEY("member_id","decision_id")
);
--> statement-breakpoint
ALTER TABLE "notifications" ALTER COLUMN "comment_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "appeal_outcomes" ADD CONSTRAINT "appeal_outcomes_appeal_id_appeals_id_fk" FOREIGN KEY ("appeal_id") REFERENCES "public"."appeals"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeal_texts" ADD CONSTRAINT "appeal_texts_appeal_id_appeals_id_fk" FOREIGN KEY ("appeal_id") REFERENCES "public"."appeals"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeal_texts" ADD CONSTRAINT "appeal_texts_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision_mails" ADD CONSTRAINT "decision_mails_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "appeal_outcomes_actor_id_idx" ON "appeal_outcomes" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "appeal_outcomes_created_idx" ON "appeal_outcomes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "appeal_texts_member_id_idx" ON "appeal_texts" USING btree ("member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "appeals_one_per_decision" ON "appeals" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "appeals_member_id_idx" ON "appeals" USING btree ("member_id","id");--> statement-breakpoint
CREATE INDEX "appeals_created_idx" ON "appeals" USING btree ("created_at");--> statement-breakpoint
CREATE FUNCTION "refuse_change_of_appeals"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'Appeals and their outcomes are kept for ever as they are: % is refused.', TG_OP USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER "appeals_for_ever" BEFORE UPDATE OR DELETE OR TRUNCATE ON "appeals" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_appeals"();--> statement-breakpoint
CREATE TRIGGER "appeal_outcomes_for_ever" BEFORE UPDATE OR DELETE OR TRUNCATE ON "appeal_outcomes" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_appeals"();
