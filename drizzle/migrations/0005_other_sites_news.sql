CREATE TABLE "feed_days" (
	"feed_id" bigint NOT NULL,
	"day" date NOT NULL,
	"fetches" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"items" integer DEFAULT 0 NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "feed_days_feed_id_day_pk" PRIMARY KEY("feed_id","day")
);
--> statement-breakpoint
CREATE TABLE "feed_item_decisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feed_item_decisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_id" bigint NOT NULL,
	"member_id" bigint,
	"action" text NOT NULL,
	"batch_key" text NOT NULL,
	"before" jsonb NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feed_item_decisions_batch" UNIQUE("batch_key","item_id","action"),
	CONSTRAINT "feed_item_decisions_action" CHECK ("feed_item_decisions"."action" in ('publish', 'draft', 'merge', 'skip', 'block', 'apply', 'ignore', 'withdraw', 'split', 'undo'))
);
--> statement-breakpoint
CREATE TABLE "feed_item_versions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feed_item_versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_id" bigint NOT NULL,
	"content_hash" text NOT NULL,
	"title" text NOT NULL,
	"excerpt" text NOT NULL,
	"body_html" text NOT NULL,
	"raw" text NOT NULL,
	"replaced_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feed_items" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feed_items_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"feed_id" bigint NOT NULL,
	"guid_key" text NOT NULL,
	"url" text NOT NULL,
	"url_key" text NOT NULL,
	"title" text NOT NULL,
	"author" text DEFAULT '' NOT NULL,
	"language" text DEFAULT '' NOT NULL,
	"terms" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"excerpt" text DEFAULT '' NOT NULL,
	"body_html" text DEFAULT '' NOT NULL,
	"pictures" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"declared_date" text DEFAULT '' NOT NULL,
	"fetched_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"content_hash" text NOT NULL,
	"raw" text DEFAULT '' NOT NULL,
	"sketch" integer[],
	"bands" bigint[],
	"state" text DEFAULT 'waiting' NOT NULL,
	"duplicate_of_id" bigint,
	"likeness" jsonb,
	"article_id" bigint,
	"published_hash" text,
	"article_hash" text,
	"refusal" text,
	"source_change" text,
	"missing_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "feed_items_guid_key" UNIQUE("feed_id","guid_key"),
	CONSTRAINT "feed_items_state" CHECK ("feed_items"."state" in ('waiting', 'drafted', 'published', 'merged', 'skipped', 'blocked', 'expired')),
	CONSTRAINT "feed_items_source_change" CHECK ("feed_items"."source_change" in ('edited', 'deleted')),
	CONSTRAINT "feed_items_not_self" CHECK ("feed_items"."duplicate_of_id" <> "feed_items"."id")
);
--> statement-breakpoint
CREATE TABLE "feed_states" (
	"feed_id" bigint PRIMARY KEY NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT now(),
	"claim" text,
	"etag" text,
	"last_modified" text,
	"body_hash" text,
	"fetched_at" timestamp (3) with time zone,
	"succeeded_at" timestamp (3) with time zone,
	"changed_at" timestamp (3) with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"failure" jsonb,
	"interval_seconds" integer DEFAULT 3600 NOT NULL,
	"hub_url" text,
	"self_url" text
);
--> statement-breakpoint
CREATE TABLE "feeds" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "feeds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source_id" bigint NOT NULL,
	"url" text NOT NULL,
	"url_key" text NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"publication" text DEFAULT 'draft' NOT NULL,
	"body" text DEFAULT 'excerpt' NOT NULL,
	"indexing" text DEFAULT 'noindex' NOT NULL,
	"edit_policy" text DEFAULT 'review' NOT NULL,
	"deletion_policy" text DEFAULT 'review' NOT NULL,
	"pictures" boolean DEFAULT true NOT NULL,
	"language" text DEFAULT '' NOT NULL,
	"category_id" bigint,
	"term_mappings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"author_id" bigint,
	"blocked_words" text DEFAULT '' NOT NULL,
	"blocked_authors" text DEFAULT '' NOT NULL,
	"interval_minutes" integer,
	"created_by" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "feeds_status" CHECK ("feeds"."status" in ('active', 'paused', 'gone', 'removed')),
	CONSTRAINT "feeds_publication" CHECK ("feeds"."publication" in ('draft', 'publish')),
	CONSTRAINT "feeds_body" CHECK ("feeds"."body" in ('excerpt', 'full')),
	CONSTRAINT "feeds_indexing" CHECK ("feeds"."indexing" in ('noindex', 'canonical')),
	CONSTRAINT "feeds_edit_policy" CHECK ("feeds"."edit_policy" in ('review', 'apply')),
	CONSTRAINT "feeds_deletion_policy" CHECK ("feeds"."deletion_policy" in ('review', 'withdraw')),
	CONSTRAINT "feeds_interval" CHECK ("feeds"."interval_minutes" between 5 and 10080)
);
--> statement-breakpoint
CREATE TABLE "websub_subscriptions" (
	"feed_id" bigint PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"hub_url" text NOT NULL,
	"topic_url" text NOT NULL,
	"secret" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_ping_at" timestamp (3) with time zone,
	CONSTRAINT "websub_subscriptions_key_unique" UNIQUE("key"),
	CONSTRAINT "websub_subscriptions_state" CHECK ("websub_subscriptions"."state" in ('pending', 'active', 'denied'))
);
--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "description" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "attribution" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "licence" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "reservation" jsonb;--> statement-breakpoint
ALTER TABLE "feed_days" ADD CONSTRAINT "feed_days_feed_id_feeds_id_fk" FOREIGN KEY ("feed_id") REFERENCES "public"."feeds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feed_item_versions" ADD CONSTRAINT "feed_item_versions_item_id_feed_items_id_fk" FOREIGN KEY ("item_id") REFERENCES "public"."feed_items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feed_items" ADD CONSTRAINT "feed_items_feed_id_feeds_id_fk" FOREIGN KEY ("feed_id") REFERENCES "public"."feeds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feed_items" ADD CONSTRAINT "feed_items_duplicate_of_id_feed_items_id_fk" FOREIGN KEY ("duplicate_of_id") REFERENCES "public"."feed_items"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feed_items" ADD CONSTRAINT "feed_items_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feed_states" ADD CONSTRAINT "feed_states_feed_id_feeds_id_fk" FOREIGN KEY ("feed_id") REFERENCES "public"."feeds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_author_id_authors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."authors"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feeds" ADD CONSTRAINT "feeds_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "websub_subscriptions" ADD CONSTRAINT "websub_subscriptions_feed_id_feeds_id_fk" FOREIGN KEY ("feed_id") REFERENCES "public"."feeds"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "feed_days_day_idx" ON "feed_days" USING btree ("day");--> statement-breakpoint
CREATE INDEX "feed_item_decisions_item_id_idx" ON "feed_item_decisions" USING btree ("item_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "feed_item_decisions_member_id_idx" ON "feed_item_decisions" USING btree ("member_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "feed_item_versions_item_id_idx" ON "feed_item_versions" USING btree ("item_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "feed_items_url_key_idx" ON "feed_items" USING btree ("url_key") WHERE url_key <> '';--> statement-breakpoint
CREATE INDEX "feed_items_article_id_idx" ON "feed_items" USING btree ("article_id") WHERE article_id is not null;--> statement-breakpoint
CREATE INDEX "feed_items_duplicate_of_id_idx" ON "feed_items" USING btree ("duplicate_of_id") WHERE duplicate_of_id is not null;--> statement-breakpoint
CREATE INDEX "feed_items_waiting_idx" ON "feed_items" USING btree ("published_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "feed_items_waiting_feed_idx" ON "feed_items" USING btree ("feed_id","published_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "feed_items_source_change_idx" ON "feed_items" USING btree ("id" DESC NULLS LAST) WHERE source_change is not null;--> statement-breakpoint
CREATE INDEX "feed_items_feed_id_idx" ON "feed_items" USING btree ("feed_id","published_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "feed_items_uncleared_idx" ON "feed_items" USING btree ("fetched_at") WHERE raw <> '';--> statement-breakpoint
CREATE INDEX "feed_items_sketched_idx" ON "feed_items" USING btree ("fetched_at") WHERE sketch is not null;--> statement-breakpoint
CREATE INDEX "feed_items_bands_idx" ON "feed_items" USING gin ("bands") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "feed_states_next_at_idx" ON "feed_states" USING btree ("next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "feeds_url_key_idx" ON "feeds" USING btree ("url_key");--> statement-breakpoint
CREATE INDEX "feeds_source_id_idx" ON "feeds" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "feeds_category_id_idx" ON "feeds" USING btree ("category_id");--> statement-breakpoint
CREATE INDEX "feeds_author_id_idx" ON "feeds" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "feeds_created_by_idx" ON "feeds" USING btree ("created_by");
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "feed_item_decisions_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "feed_item_decisions" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
