ALTER TYPE "public"."moderation_action" ADD VALUE 'release';--> statement-breakpoint
ALTER TYPE "public"."moderation_action" ADD VALUE 'discard';--> statement-breakpoint
ALTER TYPE "public"."moderation_subject" ADD VALUE 'vote';--> statement-breakpoint
CREATE TABLE "watched_votes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "watched_votes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"cast_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"young" boolean NOT NULL,
	"state" text DEFAULT 'counted' NOT NULL,
	"reason" text,
	"facts" jsonb,
	"held_at" timestamp (3) with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "watched_votes_state" CHECK ("watched_votes"."state" in ('counted', 'held', 'released', 'discarded')),
	CONSTRAINT "watched_votes_held_why" CHECK ("watched_votes"."state" <> 'held' or ("watched_votes"."reason" is not null and "watched_votes"."held_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "network_salts" (
	"day" date PRIMARY KEY NOT NULL,
	"salt" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "registration_networks" (
	"member_id" bigint NOT NULL,
	"day" date NOT NULL,
	"hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "registration_networks_member_id_day_pk" PRIMARY KEY("member_id","day")
);
--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "counted" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "watched_votes" ADD CONSTRAINT "watched_votes_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watched_votes" ADD CONSTRAINT "watched_votes_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registration_networks" ADD CONSTRAINT "registration_networks_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "watched_votes_one_each" ON "watched_votes" USING btree ("article_id","member_id");--> statement-breakpoint
CREATE INDEX "watched_votes_arrival_idx" ON "watched_votes" USING btree ("article_id","cast_at");--> statement-breakpoint
CREATE INDEX "watched_votes_member_id_idx" ON "watched_votes" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "watched_votes_held_idx" ON "watched_votes" USING btree ("article_id","id") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "watched_votes_cast_at_idx" ON "watched_votes" USING btree ("cast_at");--> statement-breakpoint
CREATE INDEX "registration_networks_hash_idx" ON "registration_networks" USING btree ("day","hash");--> statement-breakpoint
CREATE INDEX "registration_networks_created_at_idx" ON "registration_networks" USING btree ("created_at");