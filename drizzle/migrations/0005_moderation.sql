CREATE TYPE "public"."moderation_action" AS ENUM('hold', 'approve', 'reject', 'spam', 'remove', 'restore', 'feature', 'unfeature', 'open', 'close', 'premoderate', 'warn', 'suspend', 'ban', 'lift', 'note', 'message', 'undo');--> statement-breakpoint
CREATE TYPE "public"."moderation_subject" AS ENUM('comment', 'article', 'member');--> statement-breakpoint
CREATE TABLE "member_standings" (
	"member_id" bigint PRIMARY KEY NOT NULL,
	"banned_at" timestamp (3) with time zone,
	"suspension_ends_at" timestamp (3) with time zone,
	"premoderated" boolean DEFAULT false NOT NULL,
	"warned_at" timestamp (3) with time zone,
	"acknowledged_at" timestamp (3) with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moderation_decisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "moderation_decisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subject" "moderation_subject" NOT NULL,
	"subject_id" bigint NOT NULL,
	"article_id" bigint,
	"member_id" bigint,
	"actor_id" bigint,
	"rule" text,
	"action" "moderation_action" NOT NULL,
	"reason" text,
	"note" text DEFAULT '' NOT NULL,
	"reverts" bigint,
	"part_of" bigint,
	"before" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"after" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "moderation_decisions_one_actor" CHECK (("moderation_decisions"."actor_id" is null) <> ("moderation_decisions"."rule" is null)),
	CONSTRAINT "moderation_decisions_undo_reverts" CHECK (("moderation_decisions"."action" = 'undo') = ("moderation_decisions"."reverts" is not null)),
	CONSTRAINT "moderation_decisions_texts_short" CHECK (length("moderation_decisions"."note") <= 5000 and length("moderation_decisions"."reason") <= 200)
);
--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "thread_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "featured_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "comments" ADD COLUMN "version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "decision_id" bigint;--> statement-breakpoint
ALTER TABLE "member_standings" ADD CONSTRAINT "member_standings_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "moderation_decisions_subject_idx" ON "moderation_decisions" USING btree ("subject","subject_id","id");--> statement-breakpoint
CREATE INDEX "moderation_decisions_actor_idx" ON "moderation_decisions" USING btree ("actor_id","id") WHERE actor_id is not null;--> statement-breakpoint
CREATE INDEX "moderation_decisions_member_idx" ON "moderation_decisions" USING btree ("member_id","id") WHERE member_id is not null;--> statement-breakpoint
CREATE INDEX "moderation_decisions_article_idx" ON "moderation_decisions" USING btree ("article_id","id") WHERE article_id is not null;--> statement-breakpoint
CREATE INDEX "moderation_decisions_created_idx" ON "moderation_decisions" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "moderation_decisions_part_of_idx" ON "moderation_decisions" USING btree ("part_of") WHERE part_of is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "moderation_decisions_reverted_once" ON "moderation_decisions" USING btree ("reverts") WHERE reverts is not null;--> statement-breakpoint
CREATE FUNCTION "refuse_change_of_decisions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'Decisions of moderation are kept for ever as they are: % is refused.', TG_OP USING ERRCODE = 'restrict_violation', HINT = 'Undo a decision by a further one.';
END $$;--> statement-breakpoint
CREATE TRIGGER "moderation_decisions_for_ever" BEFORE UPDATE OR DELETE OR TRUNCATE ON "moderation_decisions" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_decisions"();
