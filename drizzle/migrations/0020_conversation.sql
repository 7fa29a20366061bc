ALTER TYPE "public"."moderation_action" ADD VALUE 'slow';--> statement-breakpoint
ALTER TYPE "public"."moderation_action" ADD VALUE 'unslow';--> statement-breakpoint
CREATE TABLE "expertise_grants" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "expertise_grants_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"member_id" bigint NOT NULL,
	"expertise" text NOT NULL,
	"granted_by" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moderation_digests" (
	"week" date NOT NULL,
	"member_id" bigint NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	CONSTRAINT "moderation_digests_week_member_id_pk" PRIMARY KEY("week","member_id")
);
--> statement-breakpoint
CREATE TABLE "reply_templates" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reply_templates_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"title" text NOT NULL,
	"body" text NOT NULL,
	"reason" text,
	"updated_by" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reply_templates_texts_short" CHECK (length("reply_templates"."title") <= 120 and length("reply_templates"."body") <= 5000)
);
--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "slow_mode_minutes" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "expertise" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "spam_training" ADD COLUMN "thresholds" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "expertise_grants" ADD CONSTRAINT "expertise_grants_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "expertise_grants" ADD CONSTRAINT "expertise_grants_granted_by_members_id_fk" FOREIGN KEY ("granted_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moderation_digests" ADD CONSTRAINT "moderation_digests_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reply_templates" ADD CONSTRAINT "reply_templates_updated_by_members_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "expertise_grants_member_id_idx" ON "expertise_grants" USING btree ("member_id","id");--> statement-breakpoint
CREATE INDEX "expertise_grants_granted_by_idx" ON "expertise_grants" USING btree ("granted_by");--> statement-breakpoint
CREATE INDEX "moderation_digests_member_id_idx" ON "moderation_digests" USING btree ("member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reply_templates_title_unique" ON "reply_templates" USING btree (lower("title"));--> statement-breakpoint
CREATE INDEX "reply_templates_updated_by_idx" ON "reply_templates" USING btree ("updated_by");--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_slow_mode_minutes" CHECK ("articles"."slow_mode_minutes" between 0 and 1440) NOT VALID;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_expertise_short" CHECK (length("members"."expertise") <= 60) NOT VALID;