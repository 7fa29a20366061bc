-- Written by hand: French full-text search that ignores accents ("elections" finds "élections"). Both extensions are trusted: the owner of the
-- database may create them.
CREATE EXTENSION IF NOT EXISTS unaccent;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION fr (COPY = french);--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION fr ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
--> statement-breakpoint
-- Generated from db/schema.
CREATE TYPE "public"."appeal_outcome" AS ENUM('upheld', 'overturned', 'moot');--> statement-breakpoint
CREATE TYPE "public"."article_status" AS ENUM('draft', 'scheduled', 'published', 'withdrawn');--> statement-breakpoint
CREATE TYPE "public"."comment_policy" AS ENUM('open', 'premoderated', 'closed');--> statement-breakpoint
CREATE TYPE "public"."token_kind" AS ENUM('confirm', 'magic', 'reset', 'changeEmail', 'signIn');--> statement-breakpoint
CREATE TYPE "public"."comment_status" AS ENUM('visible', 'pending', 'rejected', 'spam', 'removed');--> statement-breakpoint
CREATE TYPE "public"."dsa_notice_event_kind" AS ENUM('received', 'review', 'decided', 'answered', 'contested');--> statement-breakpoint
CREATE TYPE "public"."dsa_notice_ground" AS ENUM('hate', 'threat', 'defamation', 'privacy', 'terrorism', 'childAbuse', 'copyright', 'fraud', 'other');--> statement-breakpoint
CREATE TYPE "public"."dsa_notice_outcome" AS ENUM('action', 'none');--> statement-breakpoint
CREATE TYPE "public"."dsa_notice_state" AS ENUM('received', 'review', 'decided');--> statement-breakpoint
CREATE TYPE "public"."member_role" AS ENUM('reader', 'contributor', 'editor', 'moderator', 'admin');--> statement-breakpoint
CREATE TYPE "public"."moderation_action" AS ENUM('hold', 'approve', 'reject', 'spam', 'remove', 'restore', 'feature', 'unfeature', 'open', 'close', 'premoderate', 'warn', 'suspend', 'ban', 'lift', 'note', 'message', 'undo', 'release', 'discard');--> statement-breakpoint
CREATE TYPE "public"."moderation_subject" AS ENUM('comment', 'article', 'member', 'vote');--> statement-breakpoint
CREATE TYPE "public"."notification_kind" AS ENUM('reply', 'mention', 'decision', 'report', 'appeal', 'schedule');--> statement-breakpoint
CREATE TYPE "public"."report_reason" AS ENUM('spam', 'insult', 'hate', 'illegal', 'privacy', 'offTopic', 'other');--> statement-breakpoint
CREATE TABLE "member_avatars" (
	"member_id" bigint PRIMARY KEY NOT NULL,
	"media_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "member_deletions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "member_deletions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"member_id" bigint NOT NULL,
	"keeps_comments" boolean NOT NULL,
	"requested_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "activity_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "activity_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"actor_id" bigint,
	"subject_id" bigint,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "activity_log_kind_short" CHECK (length("activity_log"."kind") between 1 and 40)
);
--> statement-breakpoint
CREATE TABLE "appeal_outcomes" (
	"appeal_id" bigint PRIMARY KEY NOT NULL,
	"outcome" "appeal_outcome" NOT NULL,
	"actor_id" bigint,
	"decided_by_same_moderator" boolean DEFAULT false NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"undo_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "appeal_outcomes_has_actor" CHECK (("appeal_outcomes"."outcome" = 'moot') = ("appeal_outcomes"."actor_id" is null)),
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
CREATE TABLE "article_authors" (
	"article_id" bigint NOT NULL,
	"author_id" bigint NOT NULL,
	"position" smallint DEFAULT 0 NOT NULL,
	"listed_at" timestamp (3) with time zone,
	CONSTRAINT "article_authors_article_id_author_id_pk" PRIMARY KEY("article_id","author_id")
);
--> statement-breakpoint
CREATE TABLE "article_categories" (
	"article_id" bigint NOT NULL,
	"category_id" bigint NOT NULL,
	"position" smallint DEFAULT 0 NOT NULL,
	"listed_at" timestamp (3) with time zone,
	CONSTRAINT "article_categories_article_id_category_id_pk" PRIMARY KEY("article_id","category_id")
);
--> statement-breakpoint
CREATE TABLE "article_media" (
	"article_id" bigint NOT NULL,
	"media_id" text NOT NULL,
	CONSTRAINT "article_media_article_id_media_id_pk" PRIMARY KEY("article_id","media_id")
);
--> statement-breakpoint
CREATE TABLE "article_tags" (
	"article_id" bigint NOT NULL,
	"tag_id" bigint NOT NULL,
	"position" smallint DEFAULT 0 NOT NULL,
	"listed_at" timestamp (3) with time zone,
	CONSTRAINT "article_tags_article_id_tag_id_pk" PRIMARY KEY("article_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "articles" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "articles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"status" "article_status" DEFAULT 'draft' NOT NULL,
	"title" text NOT NULL,
	"lead" text DEFAULT '' NOT NULL,
	"body_html" text DEFAULT '' NOT NULL,
	"body_text" text DEFAULT '' NOT NULL,
	"word_count" integer DEFAULT 0 NOT NULL,
	"lead_media_id" text,
	"lead_caption" text DEFAULT '' NOT NULL,
	"source_id" bigint,
	"source_title" text,
	"source_url" text,
	"syndicated" boolean DEFAULT false NOT NULL,
	"canonical_url" text DEFAULT '' NOT NULL,
	"seo_title" text DEFAULT '' NOT NULL,
	"seo_description" text DEFAULT '' NOT NULL,
	"comment_policy" "comment_policy" DEFAULT 'open' NOT NULL,
	"comments_close_after_days" integer,
	"thread_version" integer DEFAULT 0 NOT NULL,
	"comment_count" integer DEFAULT 0 NOT NULL,
	"rating_count" integer DEFAULT 0 NOT NULL,
	"rating_sum" integer DEFAULT 0 NOT NULL,
	"legacy_rating_count" integer DEFAULT 0 NOT NULL,
	"legacy_rating_sum" numeric(14, 2) DEFAULT 0 NOT NULL,
	"published_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('fr'::regconfig, coalesce(title, '')), 'A') || setweight(to_tsvector('fr'::regconfig, coalesce(lead, '')), 'B') || setweight(to_tsvector('fr'::regconfig, left(coalesce(body_text, ''), 200000)), 'C')) STORED,
	CONSTRAINT "articles_slug_unique" UNIQUE("slug"),
	CONSTRAINT "articles_slug_shape" CHECK ("articles"."slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length("articles"."slug") <= 200),
	CONSTRAINT "articles_published_has_date" CHECK ("articles"."status" <> 'published' or "articles"."published_at" is not null),
	CONSTRAINT "articles_source_complete" CHECK (("articles"."source_id" is null) = ("articles"."source_url" is null)),
	CONSTRAINT "articles_syndicated_has_source" CHECK (not "articles"."syndicated" or "articles"."source_id" is not null),
	CONSTRAINT "articles_counts" CHECK ("articles"."comment_count" >= 0 and "articles"."rating_count" >= 0 and "articles"."rating_sum" between "articles"."rating_count" and 5 * "articles"."rating_count" and "articles"."legacy_rating_count" >= 0 and "articles"."legacy_rating_sum" between 0 and 5 * "articles"."legacy_rating_count")
);
--> statement-breakpoint
CREATE TABLE "member_identities" (
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"member_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "member_identities_provider_subject_pk" PRIMARY KEY("provider","subject")
);
--> statement-breakpoint
CREATE TABLE "member_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" bigint NOT NULL,
	"user_agent" text DEFAULT '' NOT NULL,
	"method" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "member_tokens" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"kind" "token_kind" NOT NULL,
	"member_id" bigint NOT NULL,
	"payload" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "member_totp" (
	"member_id" bigint PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"last_step" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"member_id" bigint NOT NULL,
	"public_key" "bytea" NOT NULL,
	"counter" bigint DEFAULT 0 NOT NULL,
	"transports" text[] DEFAULT '{}'::text[] NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "passkeys_counter" CHECK ("passkeys"."counter" >= 0)
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "recovery_codes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"member_id" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "registration_network_salts" (
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
CREATE TABLE "sign_in_challenges" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"member_id" bigint,
	"payload" text DEFAULT '' NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "comment_reactions" (
	"comment_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "comment_reactions_comment_id_member_id_pk" PRIMARY KEY("comment_id","member_id")
);
--> statement-breakpoint
CREATE TABLE "comment_submissions" (
	"member_id" bigint NOT NULL,
	"key" text NOT NULL,
	"comment_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "comment_submissions_member_id_key_pk" PRIMARY KEY("member_id","key"),
	CONSTRAINT "comment_submissions_key_short" CHECK (length("comment_submissions"."key") between 8 and 64)
);
--> statement-breakpoint
CREATE TABLE "comments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "comments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"parent_id" bigint,
	"thread" integer NOT NULL,
	"depth" smallint DEFAULT 0 NOT NULL,
	"member_id" bigint,
	"author_name" text DEFAULT '' NOT NULL,
	"status" "comment_status" DEFAULT 'pending' NOT NULL,
	"body_source" text NOT NULL,
	"body_html" text NOT NULL,
	"reaction_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"removed_at" timestamp (3) with time zone,
	"featured_at" timestamp (3) with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "comments_root_depth" CHECK (("comments"."parent_id" is null) = ("comments"."depth" = 0)),
	CONSTRAINT "comments_thread_positive" CHECK ("comments"."thread" > 0)
);
--> statement-breakpoint
CREATE TABLE "deleted_comment_texts" (
	"comment_id" bigint PRIMARY KEY NOT NULL,
	"status" "comment_status" NOT NULL,
	"body_source" text NOT NULL,
	"body_html" text NOT NULL,
	"erase_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "thread_ranks" (
	"article_id" bigint NOT NULL,
	"rank" integer NOT NULL,
	"thread" integer NOT NULL,
	CONSTRAINT "thread_ranks_article_id_rank_pk" PRIMARY KEY("article_id","rank")
);
--> statement-breakpoint
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
CREATE TABLE "dsa_notice_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dsa_notice_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"notice_id" bigint NOT NULL,
	"kind" "dsa_notice_event_kind" NOT NULL,
	"actor_id" bigint,
	"outcome" "dsa_notice_outcome",
	"text" text DEFAULT '' NOT NULL,
	"decision_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dsa_notice_events_outcome" CHECK (("dsa_notice_events"."kind" = 'decided') = ("dsa_notice_events"."outcome" is not null)),
	CONSTRAINT "dsa_notice_events_text_short" CHECK (length("dsa_notice_events"."text") <= 10000)
);
--> statement-breakpoint
CREATE TABLE "dsa_notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dsa_notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"reference" text NOT NULL,
	"ground" "dsa_notice_ground" NOT NULL,
	"explanation" text NOT NULL,
	"article_id" bigint NOT NULL,
	"comment_id" bigint,
	"address" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"email" text,
	"state" "dsa_notice_state" DEFAULT 'received' NOT NULL,
	"outcome" "dsa_notice_outcome",
	"reasons" text DEFAULT '' NOT NULL,
	"decision_id" bigint,
	"content_hash" text NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"sender_erased_at" timestamp (3) with time zone,
	CONSTRAINT "dsa_notices_reference_unique" UNIQUE("reference"),
	CONSTRAINT "dsa_notices_decided" CHECK (("dsa_notices"."state" = 'decided') = ("dsa_notices"."outcome" is not null)),
	CONSTRAINT "dsa_notices_decided_at" CHECK (("dsa_notices"."outcome" is null) = ("dsa_notices"."decided_at" is null)),
	CONSTRAINT "dsa_notices_texts_short" CHECK (length("dsa_notices"."explanation") <= 10000 and length("dsa_notices"."reasons") <= 10000)
);
--> statement-breakpoint
CREATE TABLE "home_pins" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "home_pins_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"position" smallint NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"pinned_by" bigint,
	"pinned_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "home_pins_article_id_unique" UNIQUE("article_id")
);
--> statement-breakpoint
CREATE TABLE "mail_claims" (
	"key" text PRIMARY KEY NOT NULL,
	"claimed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expires_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "library_pictures" (
	"media_id" text PRIMARY KEY NOT NULL,
	"uploader_id" bigint,
	"content_hash" text NOT NULL,
	"has_alt" boolean DEFAULT false NOT NULL,
	"search" "tsvector" NOT NULL,
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "media" (
	"id" text PRIMARY KEY NOT NULL,
	"format" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"bytes" integer NOT NULL,
	"animated" boolean DEFAULT false NOT NULL,
	"alt" text DEFAULT '' NOT NULL,
	"caption" text DEFAULT '' NOT NULL,
	"credit" text DEFAULT '' NOT NULL,
	"licence" text DEFAULT '' NOT NULL,
	"focus_x" smallint DEFAULT 50 NOT NULL,
	"focus_y" smallint DEFAULT 50 NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"original_name" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "media_id_shape" CHECK ("media"."id" ~ '^[a-f0-9]{24}$'),
	CONSTRAINT "media_size" CHECK ("media"."width" > 0 and "media"."height" > 0)
);
--> statement-breakpoint
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
CREATE TABLE "members" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "members_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email" text,
	"name" text NOT NULL,
	"handle" text NOT NULL,
	"role" "member_role" DEFAULT 'reader' NOT NULL,
	"password_hash" text,
	"session_version" integer DEFAULT 1 NOT NULL,
	"biography" text DEFAULT '' NOT NULL,
	"profile_hidden_at" timestamp (3) with time zone,
	"mail_locale" text,
	"report_outcomes_off_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "members_handle_shape" CHECK ("members"."handle" ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);
--> statement-breakpoint
CREATE TABLE "moderation_presence" (
	"member_id" bigint PRIMARY KEY NOT NULL,
	"comment_id" bigint NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moderation_queue" (
	"comment_id" bigint PRIMARY KEY NOT NULL,
	"article_id" bigint NOT NULL,
	"member_id" bigint,
	"pending" boolean NOT NULL,
	"flagged" boolean NOT NULL,
	"reports" integer NOT NULL,
	"queued_at" timestamp (3) with time zone NOT NULL
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
	"selection" uuid,
	"before" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"after" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "moderation_decisions_one_actor" CHECK (("moderation_decisions"."actor_id" is null) <> ("moderation_decisions"."rule" is null)),
	CONSTRAINT "moderation_decisions_undo_reverts" CHECK (("moderation_decisions"."action" = 'undo') = ("moderation_decisions"."reverts" is not null)),
	CONSTRAINT "moderation_decisions_texts_short" CHECK (length("moderation_decisions"."note") <= 5000 and length("moderation_decisions"."reason") <= 200)
);
--> statement-breakpoint
CREATE TABLE "mutes" (
	"member_id" bigint NOT NULL,
	"muted_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mutes_member_id_muted_id_pk" PRIMARY KEY("member_id","muted_id"),
	CONSTRAINT "mutes_not_self" CHECK ("mutes"."member_id" <> "mutes"."muted_id")
);
--> statement-breakpoint
CREATE TABLE "newsletter_topics" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "newsletter_topics_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "newsletter_topics_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "article_creations" (
	"member_id" bigint NOT NULL,
	"key" text NOT NULL,
	"article_id" bigint NOT NULL,
	CONSTRAINT "article_creations_member_id_key_pk" PRIMARY KEY("member_id","key")
);
--> statement-breakpoint
CREATE TABLE "article_drafts" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"owner_id" bigint,
	"content" jsonb,
	"version" integer DEFAULT 0 NOT NULL,
	"saved_by" bigint,
	"saved_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_page_key" text
);
--> statement-breakpoint
CREATE TABLE "article_edit_locks" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"member_id" bigint NOT NULL,
	"key" text NOT NULL,
	"acquired_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "article_headlines" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"word_pairs" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "article_preview_links" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "article_preview_links_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"member_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "article_revision_media" (
	"revision_id" bigint NOT NULL,
	"media_id" text NOT NULL,
	CONSTRAINT "article_revision_media_revision_id_media_id_pk" PRIMARY KEY("revision_id","media_id")
);
--> statement-breakpoint
CREATE TABLE "article_revisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "article_revisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"member_id" bigint,
	"kind" text NOT NULL,
	"content" jsonb NOT NULL,
	"word_count" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "article_revisions_kind" CHECK ("article_revisions"."kind" in ('auto', 'save', 'live', 'restore'))
);
--> statement-breakpoint
CREATE TABLE "article_schedules" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"publish_at" timestamp (3) with time zone NOT NULL,
	"scheduled_by" bigint,
	"change_kind" text DEFAULT 'typo' NOT NULL,
	"change_note" text DEFAULT '' NOT NULL,
	"failure" jsonb,
	CONSTRAINT "article_schedules_change" CHECK ("article_schedules"."change_kind" in ('correction', 'update', 'typo'))
);
--> statement-breakpoint
CREATE TABLE "article_withdrawals" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"note" text NOT NULL,
	"member_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rejected_saves" (
	"revision_id" bigint PRIMARY KEY NOT NULL,
	"article_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "unpublished_articles" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"status" "article_status" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notifications_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"member_id" bigint NOT NULL,
	"kind" "notification_kind" NOT NULL,
	"comment_id" bigint,
	"actor_id" bigint,
	"status" "comment_status",
	"decision_id" bigint,
	"article_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"read_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "site_pages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "site_pages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"published_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	"updated_by" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "site_pages_slug_unique" UNIQUE("slug"),
	CONSTRAINT "site_pages_withdrawn" CHECK ("site_pages"."withdrawn_at" is null or "site_pages"."published_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"article_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"stars" smallint NOT NULL,
	"counted" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ratings_article_id_member_id_pk" PRIMARY KEY("article_id","member_id"),
	CONSTRAINT "ratings_stars" CHECK ("ratings"."stars" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "watched_votes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "watched_votes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"cast_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"is_young_account" boolean NOT NULL,
	"state" text DEFAULT 'counted' NOT NULL,
	"reason" text,
	"facts" jsonb,
	"held_at" timestamp (3) with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "watched_votes_state" CHECK ("watched_votes"."state" in ('counted', 'held', 'released', 'discarded')),
	CONSTRAINT "watched_votes_held_has_reason" CHECK ("watched_votes"."state" <> 'held' or ("watched_votes"."reason" is not null and "watched_votes"."held_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "redirects" (
	"from_path" text PRIMARY KEY NOT NULL,
	"article_id" bigint,
	"to_path" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "redirects_one_target" CHECK (("redirects"."article_id" is null) <> ("redirects"."to_path" is null)),
	CONSTRAINT "redirects_from_shape" CHECK ("redirects"."from_path" ~ '^/' and ("redirects"."from_path" = '/' or "redirects"."from_path" !~ '/$'))
);
--> statement-breakpoint
CREATE TABLE "article_keywords" (
	"article_id" bigint NOT NULL,
	"word" text NOT NULL,
	"weight" real NOT NULL,
	"listed_at" timestamp (3) with time zone,
	CONSTRAINT "article_keywords_article_id_word_pk" PRIMARY KEY("article_id","word"),
	CONSTRAINT "article_keywords_weight" CHECK ("article_keywords"."weight" > 0 and "article_keywords"."weight" <= 1.0001)
);
--> statement-breakpoint
CREATE TABLE "related_articles" (
	"article_id" bigint NOT NULL,
	"related_id" bigint NOT NULL,
	"rank" smallint NOT NULL,
	"score" real NOT NULL,
	"reasons" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "related_articles_article_id_related_id_pk" PRIMARY KEY("article_id","related_id"),
	CONSTRAINT "related_articles_not_self" CHECK ("related_articles"."article_id" <> "related_articles"."related_id")
);
--> statement-breakpoint
CREATE TABLE "comment_reports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "comment_reports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"comment_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"reason" "report_reason" NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_abuse_marks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_abuse_marks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"report_id" bigint NOT NULL,
	"member_id" bigint NOT NULL,
	"actor_id" bigint NOT NULL,
	"abusive" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "comment_domains" (
	"comment_id" bigint NOT NULL,
	"domain" text NOT NULL,
	CONSTRAINT "comment_domains_comment_id_domain_pk" PRIMARY KEY("comment_id","domain")
);
--> statement-breakpoint
CREATE TABLE "comment_fingerprint_bands" (
	"band" integer NOT NULL,
	"comment_id" bigint NOT NULL,
	CONSTRAINT "comment_fingerprint_bands_band_comment_id_pk" PRIMARY KEY("band","comment_id")
);
--> statement-breakpoint
CREATE TABLE "comment_fingerprints" (
	"comment_id" bigint PRIMARY KEY NOT NULL,
	"words" integer NOT NULL,
	"signature" integer[] NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "screening_verdicts" (
	"comment_id" bigint NOT NULL,
	"position" smallint NOT NULL,
	"reason" text NOT NULL,
	"action" text NOT NULL,
	"rule" text DEFAULT '' NOT NULL,
	"values" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "screening_verdicts_comment_id_reason_pk" PRIMARY KEY("comment_id","reason"),
	CONSTRAINT "screening_verdicts_action" CHECK ("screening_verdicts"."action" in ('hold', 'flag'))
);
--> statement-breakpoint
CREATE TABLE "spam_training" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"trained_at" timestamp (3) with time zone NOT NULL,
	"approved" integer NOT NULL,
	"refused" integer NOT NULL,
	"precision" real,
	"recall" real,
	CONSTRAINT "spam_training_one" CHECK ("spam_training"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "spam_words" (
	"word" text PRIMARY KEY NOT NULL,
	"approved" integer NOT NULL,
	"refused" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setting_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "setting_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"actor_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_invitations" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "staff_invitations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" "member_role" NOT NULL,
	"invited_by" bigint,
	"hash" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "staff_invitations_role" CHECK ("staff_invitations"."role" <> 'reader')
);
--> statement-breakpoint
CREATE TABLE "authors" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "authors_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"handle" text NOT NULL,
	"name" text NOT NULL,
	"biography" text DEFAULT '' NOT NULL,
	"member_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "authors_handle_unique" UNIQUE("handle"),
	CONSTRAINT "authors_handle_shape" CHECK ("authors"."handle" ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);
--> statement-breakpoint
CREATE TABLE "categories" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "categories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"parent_id" bigint,
	"position" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "categories_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sources_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sources_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tags_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tags_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "taxonomy_merges" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "taxonomy_merges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"from_id" bigint NOT NULL,
	"from_name" text NOT NULL,
	"into_id" bigint NOT NULL,
	"total" integer NOT NULL,
	"moved" integer DEFAULT 0 NOT NULL,
	"started_by" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "taxonomy_merges_from" UNIQUE("kind","from_id"),
	CONSTRAINT "taxonomy_merges_kind" CHECK ("taxonomy_merges"."kind" in ('category', 'tag')),
	CONSTRAINT "taxonomy_merges_not_self" CHECK ("taxonomy_merges"."from_id" <> "taxonomy_merges"."into_id")
);
--> statement-breakpoint
CREATE TABLE "daily_decision_waits" (
	"zone" text NOT NULL,
	"day" date NOT NULL,
	"decided" integer NOT NULL,
	"median" integer,
	CONSTRAINT "daily_decision_waits_zone_day_pk" PRIMARY KEY("zone","day")
);
--> statement-breakpoint
CREATE TABLE "moderation_activity" (
	"starts_at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"comments" integer DEFAULT 0 NOT NULL,
	"by_people" integer DEFAULT 0 NOT NULL,
	"by_rules" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moderation_activity_progress" (
	"name" text PRIMARY KEY NOT NULL,
	"counted_id" bigint NOT NULL,
	"next_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "moderation_log" (
	"decision_id" bigint PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"article_id" bigint,
	"action" text NOT NULL,
	"reason" text,
	"decider" text NOT NULL,
	"listed" boolean NOT NULL,
	"part_of" bigint,
	"outcome" text DEFAULT 'stands' NOT NULL,
	"outcome_at" timestamp (3) with time zone,
	"waited" integer,
	"kind" text GENERATED ALWAYS AS (action || '|' || coalesce(reason, '') || '|' || decider || '|' || outcome) STORED,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "queue_samples" (
	"taken_at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"waiting" integer NOT NULL,
	"median" integer,
	"oldest" integer
);
--> statement-breakpoint
CREATE TABLE "weekly_decision_waits" (
	"zone" text NOT NULL,
	"weekday" smallint NOT NULL,
	"hour" smallint NOT NULL,
	"decided" integer NOT NULL,
	"median" integer NOT NULL,
	CONSTRAINT "weekly_decision_waits_zone_weekday_hour_pk" PRIMARY KEY("zone","weekday","hour")
);
--> statement-breakpoint
CREATE TABLE "imported_items" (
	"blog_url" text NOT NULL,
	"kind" text NOT NULL,
	"foreign_id" text NOT NULL,
	"local_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"imported_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "imported_items_blog_url_kind_foreign_id_pk" PRIMARY KEY("blog_url","kind","foreign_id")
);
--> statement-breakpoint
ALTER TABLE "member_avatars" ADD CONSTRAINT "member_avatars_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_avatars" ADD CONSTRAINT "member_avatars_media_id_media_id_fk" FOREIGN KEY ("media_id") REFERENCES "public"."media"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_deletions" ADD CONSTRAINT "member_deletions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeal_outcomes" ADD CONSTRAINT "appeal_outcomes_appeal_id_appeals_id_fk" FOREIGN KEY ("appeal_id") REFERENCES "public"."appeals"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeal_texts" ADD CONSTRAINT "appeal_texts_appeal_id_appeals_id_fk" FOREIGN KEY ("appeal_id") REFERENCES "public"."appeals"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appeal_texts" ADD CONSTRAINT "appeal_texts_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_authors" ADD CONSTRAINT "article_authors_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_authors" ADD CONSTRAINT "article_authors_author_id_authors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."authors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_categories" ADD CONSTRAINT "article_categories_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_categories" ADD CONSTRAINT "article_categories_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_media" ADD CONSTRAINT "article_media_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_media" ADD CONSTRAINT "article_media_media_id_media_id_fk" FOREIGN KEY ("media_id") REFERENCES "public"."media"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_tags" ADD CONSTRAINT "article_tags_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_tags" ADD CONSTRAINT "article_tags_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_lead_media_id_media_id_fk" FOREIGN KEY ("lead_media_id") REFERENCES "public"."media"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "articles" ADD CONSTRAINT "articles_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_identities" ADD CONSTRAINT "member_identities_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_sessions" ADD CONSTRAINT "member_sessions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_tokens" ADD CONSTRAINT "member_tokens_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_totp" ADD CONSTRAINT "member_totp_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "registration_networks" ADD CONSTRAINT "registration_networks_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_challenges" ADD CONSTRAINT "sign_in_challenges_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_reactions" ADD CONSTRAINT "comment_reactions_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_reactions" ADD CONSTRAINT "comment_reactions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_submissions" ADD CONSTRAINT "comment_submissions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_submissions" ADD CONSTRAINT "comment_submissions_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_parent_id_comments_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."comments"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comments" ADD CONSTRAINT "comments_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deleted_comment_texts" ADD CONSTRAINT "deleted_comment_texts_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_ranks" ADD CONSTRAINT "thread_ranks_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dsa_notice_events" ADD CONSTRAINT "dsa_notice_events_notice_id_dsa_notices_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."dsa_notices"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "home_pins" ADD CONSTRAINT "home_pins_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "home_pins" ADD CONSTRAINT "home_pins_pinned_by_members_id_fk" FOREIGN KEY ("pinned_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "library_pictures" ADD CONSTRAINT "library_pictures_media_id_media_id_fk" FOREIGN KEY ("media_id") REFERENCES "public"."media"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "library_pictures" ADD CONSTRAINT "library_pictures_uploader_id_members_id_fk" FOREIGN KEY ("uploader_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_standings" ADD CONSTRAINT "member_standings_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moderation_presence" ADD CONSTRAINT "moderation_presence_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moderation_presence" ADD CONSTRAINT "moderation_presence_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "moderation_queue" ADD CONSTRAINT "moderation_queue_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision_mails" ADD CONSTRAINT "decision_mails_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mutes" ADD CONSTRAINT "mutes_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mutes" ADD CONSTRAINT "mutes_muted_id_members_id_fk" FOREIGN KEY ("muted_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_creations" ADD CONSTRAINT "article_creations_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_creations" ADD CONSTRAINT "article_creations_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_drafts" ADD CONSTRAINT "article_drafts_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_drafts" ADD CONSTRAINT "article_drafts_owner_id_members_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_drafts" ADD CONSTRAINT "article_drafts_saved_by_members_id_fk" FOREIGN KEY ("saved_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_edit_locks" ADD CONSTRAINT "article_edit_locks_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_edit_locks" ADD CONSTRAINT "article_edit_locks_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_headlines" ADD CONSTRAINT "article_headlines_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_preview_links" ADD CONSTRAINT "article_preview_links_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_preview_links" ADD CONSTRAINT "article_preview_links_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_revision_media" ADD CONSTRAINT "article_revision_media_revision_id_article_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."article_revisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_revision_media" ADD CONSTRAINT "article_revision_media_media_id_media_id_fk" FOREIGN KEY ("media_id") REFERENCES "public"."media"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_revisions" ADD CONSTRAINT "article_revisions_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_revisions" ADD CONSTRAINT "article_revisions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_schedules" ADD CONSTRAINT "article_schedules_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_schedules" ADD CONSTRAINT "article_schedules_scheduled_by_members_id_fk" FOREIGN KEY ("scheduled_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_withdrawals" ADD CONSTRAINT "article_withdrawals_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_withdrawals" ADD CONSTRAINT "article_withdrawals_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rejected_saves" ADD CONSTRAINT "rejected_saves_revision_id_article_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."article_revisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rejected_saves" ADD CONSTRAINT "rejected_saves_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unpublished_articles" ADD CONSTRAINT "unpublished_articles_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_actor_id_members_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "site_pages" ADD CONSTRAINT "site_pages_updated_by_members_id_fk" FOREIGN KEY ("updated_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watched_votes" ADD CONSTRAINT "watched_votes_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watched_votes" ADD CONSTRAINT "watched_votes_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "redirects" ADD CONSTRAINT "redirects_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_keywords" ADD CONSTRAINT "article_keywords_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "related_articles" ADD CONSTRAINT "related_articles_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "related_articles" ADD CONSTRAINT "related_articles_related_id_articles_id_fk" FOREIGN KEY ("related_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_reports" ADD CONSTRAINT "comment_reports_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_reports" ADD CONSTRAINT "comment_reports_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_domains" ADD CONSTRAINT "comment_domains_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_fingerprint_bands" ADD CONSTRAINT "comment_fingerprint_bands_comment_id_comment_fingerprints_comment_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comment_fingerprints"("comment_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "comment_fingerprints" ADD CONSTRAINT "comment_fingerprints_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screening_verdicts" ADD CONSTRAINT "screening_verdicts_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_invitations" ADD CONSTRAINT "staff_invitations_invited_by_members_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authors" ADD CONSTRAINT "authors_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "categories" ADD CONSTRAINT "categories_parent_id_categories_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."categories"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "member_avatars_media_id_idx" ON "member_avatars" USING btree ("media_id");--> statement-breakpoint
CREATE INDEX "member_deletions_member_id_idx" ON "member_deletions" USING btree ("member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "member_deletions_one_open" ON "member_deletions" USING btree ("member_id") WHERE cancelled_at is null and done_at is null;--> statement-breakpoint
CREATE INDEX "member_deletions_due_idx" ON "member_deletions" USING btree ("due_at") WHERE cancelled_at is null and done_at is null;--> statement-breakpoint
CREATE INDEX "activity_log_created_at_idx" ON "activity_log" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "activity_log_kind_idx" ON "activity_log" USING btree ("kind","created_at","id");--> statement-breakpoint
CREATE INDEX "activity_log_actor_id_idx" ON "activity_log" USING btree ("actor_id","created_at","id");--> statement-breakpoint
CREATE INDEX "appeal_outcomes_actor_id_idx" ON "appeal_outcomes" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "appeal_outcomes_created_idx" ON "appeal_outcomes" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "appeal_texts_member_id_idx" ON "appeal_texts" USING btree ("member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "appeals_one_per_decision" ON "appeals" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "appeals_member_id_idx" ON "appeals" USING btree ("member_id","id");--> statement-breakpoint
CREATE INDEX "appeals_created_idx" ON "appeals" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "article_authors_listed_idx" ON "article_authors" USING btree ("author_id","listed_at" DESC NULLS LAST,"article_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "article_categories_listed_idx" ON "article_categories" USING btree ("category_id","listed_at" DESC NULLS LAST,"article_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "article_media_media_id_idx" ON "article_media" USING btree ("media_id");--> statement-breakpoint
CREATE INDEX "article_tags_listed_idx" ON "article_tags" USING btree ("tag_id","listed_at" DESC NULLS LAST,"article_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "articles_published_at_idx" ON "articles" USING btree ("published_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status = 'published';--> statement-breakpoint
CREATE INDEX "articles_search_idx" ON "articles" USING gin ("search");--> statement-breakpoint
CREATE INDEX "articles_source_id_idx" ON "articles" USING btree ("source_id","published_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "articles_lead_media_id_idx" ON "articles" USING btree ("lead_media_id");--> statement-breakpoint
CREATE INDEX "member_identities_member_id_idx" ON "member_identities" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "member_sessions_member_id_idx" ON "member_sessions" USING btree ("member_id","last_seen_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "member_tokens_member_id_idx" ON "member_tokens" USING btree ("member_id","kind");--> statement-breakpoint
CREATE INDEX "member_tokens_expires_at_idx" ON "member_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "passkeys_member_id_idx" ON "passkeys" USING btree ("member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recovery_codes_hash_unique" ON "recovery_codes" USING btree ("member_id","hash");--> statement-breakpoint
CREATE INDEX "registration_networks_hash_idx" ON "registration_networks" USING btree ("day","hash");--> statement-breakpoint
CREATE INDEX "registration_networks_created_at_idx" ON "registration_networks" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "sign_in_challenges_member_id_idx" ON "sign_in_challenges" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "sign_in_challenges_expires_at_idx" ON "sign_in_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "comment_reactions_member_id_idx" ON "comment_reactions" USING btree ("member_id","comment_id");--> statement-breakpoint
CREATE INDEX "comment_submissions_comment_id_idx" ON "comment_submissions" USING btree ("comment_id");--> statement-breakpoint
CREATE INDEX "comments_thread_idx" ON "comments" USING btree ("article_id","thread","id");--> statement-breakpoint
CREATE UNIQUE INDEX "comments_thread_root_unique" ON "comments" USING btree ("article_id","thread") WHERE parent_id is null;--> statement-breakpoint
CREATE INDEX "comments_parent_id_idx" ON "comments" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "comments_member_id_idx" ON "comments" USING btree ("member_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "comments_status_idx" ON "comments" USING btree ("status","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "corrections_article_id_idx" ON "corrections" USING btree ("article_id","id");--> statement-breakpoint
CREATE INDEX "corrections_created_at_idx" ON "corrections" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "dsa_notice_events_notice_idx" ON "dsa_notice_events" USING btree ("notice_id","id");--> statement-breakpoint
CREATE INDEX "dsa_notice_events_kind_idx" ON "dsa_notice_events" USING btree ("kind","created_at");--> statement-breakpoint
CREATE INDEX "dsa_notices_state_idx" ON "dsa_notices" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "dsa_notices_ground_idx" ON "dsa_notices" USING btree ("ground","id");--> statement-breakpoint
CREATE INDEX "dsa_notices_article_idx" ON "dsa_notices" USING btree ("article_id","id");--> statement-breakpoint
CREATE INDEX "dsa_notices_comment_idx" ON "dsa_notices" USING btree ("comment_id","id") WHERE comment_id is not null;--> statement-breakpoint
CREATE INDEX "dsa_notices_open_idx" ON "dsa_notices" USING btree ("id") WHERE state <> 'decided';--> statement-breakpoint
CREATE INDEX "dsa_notices_decision_idx" ON "dsa_notices" USING btree ("decision_id") WHERE decision_id is not null;--> statement-breakpoint
CREATE INDEX "dsa_notices_created_idx" ON "dsa_notices" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "dsa_notices_decided_idx" ON "dsa_notices" USING btree ("decided_at") WHERE sender_erased_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "dsa_notices_once" ON "dsa_notices" USING btree ("content_hash") WHERE decided_at is null;--> statement-breakpoint
CREATE INDEX "home_pins_pinned_by_idx" ON "home_pins" USING btree ("pinned_by");--> statement-breakpoint
CREATE INDEX "rate_limits_expires_at_idx" ON "rate_limits" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "library_pictures_content_unique" ON "library_pictures" USING btree ("content_hash");--> statement-breakpoint
CREATE INDEX "library_pictures_added_idx" ON "library_pictures" USING btree ("added_at" DESC NULLS LAST,"media_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "library_pictures_uploader_idx" ON "library_pictures" USING btree ("uploader_id","added_at" DESC NULLS LAST,"media_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "library_pictures_without_alt_idx" ON "library_pictures" USING btree ("added_at" DESC NULLS LAST,"media_id" DESC NULLS LAST) WHERE not has_alt;--> statement-breakpoint
CREATE INDEX "library_pictures_search_idx" ON "library_pictures" USING gin ("search");--> statement-breakpoint
CREATE UNIQUE INDEX "members_email_unique" ON "members" USING btree (lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "members_handle_unique" ON "members" USING btree (lower("handle"));--> statement-breakpoint
CREATE INDEX "moderation_presence_comment_id_idx" ON "moderation_presence" USING btree ("comment_id");--> statement-breakpoint
CREATE INDEX "moderation_queue_queued_at_idx" ON "moderation_queue" USING btree ("queued_at","comment_id");--> statement-breakpoint
CREATE INDEX "moderation_queue_reported_idx" ON "moderation_queue" USING btree ("queued_at","comment_id") WHERE reports > 0;--> statement-breakpoint
CREATE INDEX "moderation_queue_pending_idx" ON "moderation_queue" USING btree ("queued_at","comment_id") WHERE pending;--> statement-breakpoint
CREATE INDEX "moderation_queue_article_idx" ON "moderation_queue" USING btree ("article_id","queued_at","comment_id");--> statement-breakpoint
CREATE INDEX "moderation_queue_member_idx" ON "moderation_queue" USING btree ("member_id","queued_at","comment_id");--> statement-breakpoint
CREATE INDEX "decision_mails_waiting_idx" ON "decision_mails" USING btree ("member_id","due_at") WHERE claimed_at is null and done_at is null;--> statement-breakpoint
CREATE INDEX "moderation_decisions_subject_idx" ON "moderation_decisions" USING btree ("subject","subject_id","id");--> statement-breakpoint
CREATE INDEX "moderation_decisions_actor_idx" ON "moderation_decisions" USING btree ("actor_id","id") WHERE actor_id is not null;--> statement-breakpoint
CREATE INDEX "moderation_decisions_member_idx" ON "moderation_decisions" USING btree ("member_id","id") WHERE member_id is not null;--> statement-breakpoint
CREATE INDEX "moderation_decisions_article_idx" ON "moderation_decisions" USING btree ("article_id","id") WHERE article_id is not null;--> statement-breakpoint
CREATE INDEX "moderation_decisions_created_idx" ON "moderation_decisions" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "moderation_decisions_part_of_idx" ON "moderation_decisions" USING btree ("part_of") WHERE part_of is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "moderation_decisions_selected_once" ON "moderation_decisions" USING btree ("actor_id","selection","subject_id") WHERE selection is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "moderation_decisions_one_head" ON "moderation_decisions" USING btree ("actor_id","selection") WHERE selection is not null and part_of is null;--> statement-breakpoint
CREATE UNIQUE INDEX "moderation_decisions_reverted_once" ON "moderation_decisions" USING btree ("reverts") WHERE reverts is not null;--> statement-breakpoint
CREATE INDEX "mutes_muted_id_idx" ON "mutes" USING btree ("muted_id");--> statement-breakpoint
CREATE INDEX "article_creations_article_id_idx" ON "article_creations" USING btree ("article_id");--> statement-breakpoint
CREATE INDEX "article_drafts_owner_id_idx" ON "article_drafts" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "article_drafts_saved_by_idx" ON "article_drafts" USING btree ("saved_by");--> statement-breakpoint
CREATE INDEX "article_edit_locks_member_id_idx" ON "article_edit_locks" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "article_headlines_word_pairs_idx" ON "article_headlines" USING gin ("word_pairs");--> statement-breakpoint
CREATE INDEX "article_preview_links_article_id_idx" ON "article_preview_links" USING btree ("article_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "article_preview_links_member_id_idx" ON "article_preview_links" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "article_revision_media_media_id_idx" ON "article_revision_media" USING btree ("media_id");--> statement-breakpoint
CREATE INDEX "article_revisions_article_id_idx" ON "article_revisions" USING btree ("article_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "article_revisions_member_id_idx" ON "article_revisions" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "article_schedules_due_idx" ON "article_schedules" USING btree ("publish_at") WHERE failure is null;--> statement-breakpoint
CREATE INDEX "article_schedules_scheduled_by_idx" ON "article_schedules" USING btree ("scheduled_by");--> statement-breakpoint
CREATE INDEX "article_withdrawals_member_id_idx" ON "article_withdrawals" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "rejected_saves_article_id_idx" ON "rejected_saves" USING btree ("article_id","revision_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "unpublished_articles_status_idx" ON "unpublished_articles" USING btree ("status","article_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "notifications_member_idx" ON "notifications" USING btree ("member_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "notifications_unread_idx" ON "notifications" USING btree ("member_id") WHERE read_at is null;--> statement-breakpoint
CREATE INDEX "notifications_actor_id_idx" ON "notifications" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "notifications_comment_id_idx" ON "notifications" USING btree ("comment_id");--> statement-breakpoint
CREATE INDEX "notifications_decision_id_idx" ON "notifications" USING btree ("decision_id") WHERE decision_id is not null;--> statement-breakpoint
CREATE INDEX "notifications_article_id_idx" ON "notifications" USING btree ("article_id") WHERE article_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_once" ON "notifications" USING btree ("comment_id","member_id","kind") WHERE kind <> 'decision';--> statement-breakpoint
CREATE INDEX "site_pages_updated_by_idx" ON "site_pages" USING btree ("updated_by");--> statement-breakpoint
CREATE INDEX "ratings_member_id_idx" ON "ratings" USING btree ("member_id");--> statement-breakpoint
CREATE UNIQUE INDEX "watched_votes_one_each" ON "watched_votes" USING btree ("article_id","member_id");--> statement-breakpoint
CREATE INDEX "watched_votes_arrival_idx" ON "watched_votes" USING btree ("article_id","cast_at");--> statement-breakpoint
CREATE INDEX "watched_votes_member_id_idx" ON "watched_votes" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "watched_votes_held_idx" ON "watched_votes" USING btree ("article_id","id") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "watched_votes_cast_at_idx" ON "watched_votes" USING btree ("cast_at");--> statement-breakpoint
CREATE INDEX "redirects_article_id_idx" ON "redirects" USING btree ("article_id");--> statement-breakpoint
CREATE INDEX "article_keywords_listed_idx" ON "article_keywords" USING btree ("word","listed_at" DESC NULLS LAST,"article_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "related_articles_related_id_idx" ON "related_articles" USING btree ("related_id");--> statement-breakpoint
CREATE UNIQUE INDEX "comment_reports_one_each" ON "comment_reports" USING btree ("comment_id","member_id");--> statement-breakpoint
CREATE INDEX "comment_reports_member_id_idx" ON "comment_reports" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "report_abuse_marks_report_idx" ON "report_abuse_marks" USING btree ("report_id","id");--> statement-breakpoint
CREATE INDEX "report_abuse_marks_member_idx" ON "report_abuse_marks" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "comment_domains_domain_idx" ON "comment_domains" USING btree ("domain","comment_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "comment_fingerprint_bands_comment_id_idx" ON "comment_fingerprint_bands" USING btree ("comment_id");--> statement-breakpoint
CREATE INDEX "comment_fingerprints_created_at_idx" ON "comment_fingerprints" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "setting_changes_key_idx" ON "setting_changes" USING btree ("key","id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_invitations_email_unique" ON "staff_invitations" USING btree (lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "staff_invitations_hash_unique" ON "staff_invitations" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "staff_invitations_invited_by_idx" ON "staff_invitations" USING btree ("invited_by");--> statement-breakpoint
CREATE INDEX "authors_member_id_idx" ON "authors" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "categories_parent_id_idx" ON "categories" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "taxonomy_merges_into_idx" ON "taxonomy_merges" USING btree ("kind","into_id");--> statement-breakpoint
CREATE INDEX "moderation_log_listed_idx" ON "moderation_log" USING btree ("created_at","decision_id") WHERE listed;--> statement-breakpoint
CREATE INDEX "moderation_log_created_idx" ON "moderation_log" USING btree ("created_at","decision_id");--> statement-breakpoint
CREATE INDEX "moderation_log_alone_idx" ON "moderation_log" USING btree ("kind","created_at","decision_id") WHERE listed or part_of is null or action not in ('remove', 'spam');--> statement-breakpoint
CREATE INDEX "moderation_log_part_of_idx" ON "moderation_log" USING btree ("part_of") WHERE part_of is not null;
--> statement-breakpoint
-- Written by hand from here on. The topic that every site begins with: its words are those of the site's language.
INSERT INTO "newsletter_topics" ("slug", "name") VALUES ('monthly', '');
--> statement-breakpoint
-- Functions and triggers: drizzle/functions/append-only.sql
-- Tables whose rows are never changed or deleted. A statement that would, fails, whoever runs it.
CREATE OR REPLACE FUNCTION "reject_append_only_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'Rows of % are append-only: % is refused.', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation', HINT = 'Add a further row.';
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "moderation_decisions_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "moderation_decisions" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "setting_changes_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "setting_changes" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "report_abuse_marks_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "report_abuse_marks" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "dsa_notice_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "dsa_notice_events" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "appeals_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "appeals" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "appeal_outcomes_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "appeal_outcomes" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "corrections_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "corrections" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "activity_log_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "activity_log" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
-- Functions and triggers: drizzle/functions/article-headlines.sql
-- Neighbouring words of a title, and those with one between them: without stop words, as their stems. A single word is paired with itself.
-- Only the first 500 characters count: an import may bring titles of any length, and every word is compared with its neighbours.
CREATE OR REPLACE FUNCTION "headline_pairs"(title text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	WITH words AS (
		SELECT lexeme, (row_number() OVER (ORDER BY position))::int AS n
		FROM unnest(to_tsvector('public.fr'::regconfig, left(title, 500))) AS t (lexeme, positions, weights) CROSS JOIN unnest(positions) AS position)
	SELECT coalesce(array_agg(DISTINCT a.lexeme || ' ' || b.lexeme), '{}')
	FROM words AS a JOIN words AS b ON b.n - a.n IN (1, 2) OR (a.n = b.n AND (SELECT count(*) FROM words) = 1)
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "update_article_headline"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."status" = 'published' THEN
		INSERT INTO "article_headlines" ("article_id", "title", "word_pairs") VALUES (NEW."id", NEW."title", headline_pairs(NEW."title"))
		ON CONFLICT ("article_id") DO UPDATE SET "title" = excluded."title", "word_pairs" = excluded."word_pairs";
	ELSE
		DELETE FROM "article_headlines" WHERE "article_id" = NEW."id";
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_headline_new" AFTER INSERT ON "articles" FOR EACH ROW WHEN (NEW."status" = 'published') EXECUTE FUNCTION "update_article_headline"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_headline_changed" AFTER UPDATE OF "status", "title" ON "articles" FOR EACH ROW
	WHEN (OLD."status" IS DISTINCT FROM NEW."status" OR OLD."title" IS DISTINCT FROM NEW."title") EXECUTE FUNCTION "update_article_headline"();
--> statement-breakpoint
-- Functions and triggers: drizzle/functions/moderation-log.sql
-- The public log of moderation: one row per decision, without texts and names, written when the decision is stored.
CREATE OR REPLACE FUNCTION "moderation_log_row"(d "moderation_decisions") RETURNS TABLE (decision_id bigint, subject text, article_id bigint, action text, reason text, decider text, listed boolean, part_of bigint, waited integer, created_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT d.id, d.subject::text, d.article_id, d.action::text, d.reason,
		coalesce('rule:' || d.rule, 'member:' || d.actor_id),
		-- The parts of a ban are listed in the ban's row; those of a bulk decision, in a row each.
		(d.part_of IS NULL OR (SELECT head.subject FROM moderation_decisions head WHERE head.id = d.part_of)::text <> 'member')
			AND d.subject::text <> 'vote'
			AND NOT (d.action::text = 'approve' AND coalesce(d.before ->> 'status', '') NOT IN ('rejected', 'spam', 'removed'))
			AND NOT (d.action::text = 'hold' AND d.rule IN ('newcomer', 'article', 'premoderated')),
		d.part_of,
		CASE WHEN d.actor_id IS NOT NULL AND d.subject::text = 'comment' AND d.action::text IN ('approve', 'reject', 'spam', 'remove')
			AND (d.part_of IS NULL OR (SELECT head.subject FROM moderation_decisions head WHERE head.id = d.part_of)::text <> 'member') THEN
			extract(epoch FROM d.created_at - CASE WHEN d.before ->> 'status' = 'pending' THEN
				coalesce(
					(SELECT max(h.created_at) FROM moderation_decisions h WHERE h.subject = 'comment' AND h.subject_id = d.subject_id AND h.action = 'hold' AND h.id < d.id),
					(SELECT c.created_at FROM comments c WHERE c.id = d.subject_id))
			ELSE
				(SELECT min(r.created_at) FROM comment_reports r WHERE r.comment_id = d.subject_id AND r.created_at <= d.created_at AND r.created_at > coalesce(
					(SELECT max(p.created_at) FROM moderation_decisions p WHERE p.subject = 'comment' AND p.subject_id = d.subject_id AND p.actor_id IS NOT NULL AND p.id < d.id), '-infinity'))
			END)::integer
		END,
		d.created_at
	WHERE d.action::text NOT IN ('undo', 'note', 'message')
$$;
--> statement-breakpoint
-- The outcome of these decisions and of their parts, as outcomeOfDecision says it (features/moderation/appeals/queries.ts). A part of a ban is
-- listed in the ban's row until its author contests it: from then on in a row of its own.
CREATE OR REPLACE FUNCTION "update_moderation_log_outcome"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	UPDATE moderation_log AS l SET outcome = now_is.outcome, outcome_at = now_is.since, listed = l.listed OR now_is.alone
	FROM (
		SELECT line.decision_id, found.*, a.id IS NOT NULL AND line.subject = 'comment' AS alone
		FROM moderation_log AS line
		LEFT JOIN appeals AS a ON a.decision_id = line.decision_id
		LEFT JOIN appeal_outcomes AS o ON o.appeal_id = a.id
		LEFT JOIN appeals AS whole ON whole.decision_id = line.part_of
		LEFT JOIN appeal_outcomes AS whole_o ON whole_o.appeal_id = whole.id
			AND EXISTS (SELECT FROM moderation_decisions AS u WHERE u.id = whole_o.undo_id AND u.reverts = line.part_of)
		LEFT JOIN LATERAL (SELECT min(u.created_at) AS undone_at FROM moderation_decisions AS u WHERE u.reverts IN (line.decision_id, line.part_of)) AS u ON true
		CROSS JOIN LATERAL (SELECT
			CASE WHEN 'overturned' IN (coalesce(o.outcome::text, ''), coalesce(whole_o.outcome::text, '')) THEN 'overturned' WHEN u.undone_at IS NOT NULL THEN 'undone'
				WHEN a.id IS NOT NULL AND o.appeal_id IS NULL THEN 'appealed' WHEN o.outcome::text = 'upheld' THEN 'upheld' ELSE 'stands' END AS outcome,
			CASE WHEN 'overturned' IN (coalesce(o.outcome::text, ''), coalesce(whole_o.outcome::text, '')) THEN coalesce(o.created_at, whole_o.created_at) WHEN u.undone_at IS NOT NULL THEN u.undone_at
				WHEN a.id IS NOT NULL AND o.appeal_id IS NULL THEN a.created_at WHEN o.outcome::text = 'upheld' THEN o.created_at END AS since) AS found
		WHERE line.decision_id = ANY (ids) OR line.part_of = ANY (ids)
	) AS now_is
	WHERE now_is.decision_id = l.decision_id AND (now_is.outcome <> l.outcome OR now_is.alone AND NOT l.listed)
$$;
--> statement-breakpoint
-- Invalidates at commit the years whose figures change. A day to either side, because a year begins in the site's time zone (`logYearTag`).
-- The channel and the tags are those of db/invalidation.ts and db/cache-tags/moderation-log.ts.
CREATE OR REPLACE FUNCTION "notify_moderation_log"(moments timestamptz[], always text[]) RETURNS void LANGUAGE sql AS $$
	SELECT pg_notify('vigie_changes', said.tags::text) FROM (SELECT jsonb_agg(tag ORDER BY tag) AS tags FROM (
		SELECT unnest(always) AS tag
		UNION SELECT 'moderation:log:' || extract(year FROM moment + side)::int
			FROM unnest(moments) AS moment, unnest(ARRAY[interval '-1 day', interval '1 day']) AS side) AS all_tags) AS said
	WHERE said.tags IS NOT NULL
$$;
--> statement-breakpoint
-- Undone decisions are read only where there is an undo: joined to a hundred decisions that undo nothing, a stale plan reads all decisions.
CREATE OR REPLACE FUNCTION "insert_moderation_log"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	moments timestamptz[];
BEGIN
	INSERT INTO moderation_log (decision_id, subject, article_id, action, reason, decider, listed, part_of, waited, created_at)
		SELECT line.* FROM added AS d, moderation_log_row(d) AS line;
	moments := ARRAY(SELECT DISTINCT created_at FROM added);
	IF EXISTS (SELECT FROM added WHERE reverts IS NOT NULL) THEN
		PERFORM update_moderation_log_outcome(ARRAY(SELECT reverts FROM added WHERE reverts IS NOT NULL));
		moments := moments || ARRAY(SELECT d.created_at FROM added AS u JOIN moderation_decisions AS d ON d.id = u.reverts);
	END IF;
	PERFORM notify_moderation_log(moments, ARRAY['moderation:log']);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "log_appeal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM update_moderation_log_outcome(ARRAY(SELECT decision_id FROM added));
	PERFORM notify_moderation_log(ARRAY(SELECT created_at FROM added UNION
		SELECT d.created_at FROM added AS a JOIN moderation_decisions AS d ON d.id = a.decision_id), ARRAY['moderation:log']);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "log_appeal_outcome"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM update_moderation_log_outcome(ARRAY(SELECT appeals.decision_id FROM added JOIN appeals ON appeals.id = added.appeal_id));
	PERFORM notify_moderation_log(ARRAY(SELECT a.created_at FROM added JOIN appeals AS a ON a.id = added.appeal_id UNION
		SELECT d.created_at FROM added JOIN appeals AS a ON a.id = added.appeal_id JOIN moderation_decisions AS d ON d.id = a.decision_id), ARRAY['moderation:log']);
	RETURN NULL;
END $$;
--> statement-breakpoint
-- DSA notices appear in the yearly figures only.
CREATE OR REPLACE FUNCTION "notify_dsa_notices"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM notify_moderation_log(ARRAY(SELECT n.created_at FROM added JOIN dsa_notices AS n ON n.id = added.notice_id), ARRAY[]::text[]);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "moderation_decisions_logged" AFTER INSERT ON "moderation_decisions" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "insert_moderation_log"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "appeals_logged" AFTER INSERT ON "appeals" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "log_appeal"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "appeal_outcomes_logged" AFTER INSERT ON "appeal_outcomes" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "log_appeal_outcome"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "dsa_notice_events_logged" AFTER INSERT ON "dsa_notice_events" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "notify_dsa_notices"();
--> statement-breakpoint
-- Functions and triggers: drizzle/functions/moderation-queue.sql
-- The moderation queue: one row per comment that waits for a moderator, from its verdicts, reports and decisions. No row: it waits for nothing.
CREATE OR REPLACE FUNCTION "moderation_queue_row"(c "comments") RETURNS TABLE (comment_id bigint, article_id bigint, member_id bigint, pending boolean, flagged boolean, reports integer, queued_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT c.id, c.article_id, c.member_id, c.status = 'pending', flags.since IS NOT NULL, told.reports::integer,
		least(
			CASE WHEN c.status = 'pending' THEN coalesce(
				(SELECT max(h.created_at) FROM moderation_decisions h WHERE h.subject = 'comment' AND h.subject_id = c.id AND h.action = 'hold'), c.created_at) END,
			flags.since, told.since)
	FROM (
		SELECT coalesce(max(d.created_at), '-infinity') AS at FROM moderation_decisions d
		WHERE d.subject = 'comment' AND d.subject_id = c.id AND d.action IN ('approve', 'reject', 'spam', 'remove', 'restore')
			AND NOT EXISTS (SELECT FROM moderation_decisions u WHERE u.reverts IN (d.id, d.part_of))
	) AS decided,
	LATERAL (SELECT min(v.created_at) AS since FROM screening_verdicts v WHERE v.comment_id = c.id AND v.action = 'flag' AND v.created_at > decided.at) AS flags,
	LATERAL (SELECT count(*) AS reports, min(r.created_at) AS since FROM comment_reports r WHERE r.comment_id = c.id AND r.created_at > decided.at) AS told
	WHERE c.deleted_at IS NULL AND (c.status = 'pending' OR (c.status = 'visible' AND (flags.since IS NOT NULL OR told.reports > 0)))
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "refresh_moderation_queue"(ids bigint[]) RETURNS void LANGUAGE sql AS $$
	DELETE FROM moderation_queue AS q WHERE q.comment_id = ANY (ids)
		AND NOT EXISTS (SELECT FROM comments c, moderation_queue_row(c) WHERE c.id = q.comment_id);
	INSERT INTO moderation_queue (comment_id, article_id, member_id, pending, flagged, reports, queued_at)
		SELECT line.* FROM comments c, moderation_queue_row(c) AS line WHERE c.id = ANY (ids)
	ON CONFLICT (comment_id) DO UPDATE SET pending = excluded.pending, flagged = excluded.flagged, reports = excluded.reports, queued_at = excluded.queued_at
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "queue_after_comment_insert"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.deleted_at IS NOT NULL OR NEW.status NOT IN ('visible', 'pending') THEN
		DELETE FROM moderation_queue WHERE comment_id = NEW.id;
	ELSE
		PERFORM refresh_moderation_queue(ARRAY[NEW.id]);
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
-- The rows before and after are compared as sets: a join would be planned for one row and then executed for thousands.
CREATE OR REPLACE FUNCTION "queue_after_comment_update"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	moved bigint[];
BEGIN
	SELECT array_agg(id) INTO moved FROM (SELECT id, status, deleted_at FROM now_is EXCEPT SELECT id, status, deleted_at FROM was) AS changed;
	IF moved IS NOT NULL THEN
		PERFORM refresh_moderation_queue(moved);
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "queue_after_verdict_or_report"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- When a comment is deleted, its row of the queue goes with it (foreign key).
	PERFORM refresh_moderation_queue(ARRAY[CASE WHEN TG_OP = 'DELETE' THEN OLD.comment_id ELSE NEW.comment_id END]);
	RETURN NULL;
END $$;
--> statement-breakpoint
-- Undone decisions are read only where there is an undo: joined to a hundred decisions that undo nothing, a stale plan reads all decisions.
CREATE OR REPLACE FUNCTION "queue_after_decisions"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	again bigint[];
BEGIN
	DELETE FROM moderation_queue AS q WHERE q.comment_id = ANY (ARRAY(
		SELECT d.subject_id FROM added AS d WHERE d.subject = 'comment' AND d.action IN ('approve', 'reject', 'spam', 'remove', 'restore')));
	again := ARRAY(SELECT d.subject_id FROM added AS d WHERE d.subject = 'comment' AND d.action = 'hold');
	IF EXISTS (SELECT FROM added WHERE reverts IS NOT NULL) THEN
		again := again || ARRAY(SELECT d.subject_id FROM added AS u JOIN moderation_decisions AS d ON d.id = u.reverts OR d.part_of = u.reverts
			WHERE d.subject = 'comment');
	END IF;
	IF cardinality(again) > 0 THEN
		PERFORM refresh_moderation_queue(again);
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comments_queued" AFTER INSERT ON "comments" FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION "queue_after_comment_insert"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comments_queued_again" AFTER UPDATE ON "comments" REFERENCING OLD TABLE AS was NEW TABLE AS now_is FOR EACH STATEMENT EXECUTE FUNCTION "queue_after_comment_update"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "screening_verdicts_queued" AFTER INSERT ON "screening_verdicts" FOR EACH ROW WHEN (NEW.action = 'flag') EXECUTE FUNCTION "queue_after_verdict_or_report"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "screening_verdicts_unqueued" AFTER DELETE ON "screening_verdicts" FOR EACH ROW WHEN (OLD.action = 'flag') EXECUTE FUNCTION "queue_after_verdict_or_report"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "comment_reports_queued" AFTER INSERT OR DELETE OR UPDATE OF "created_at" ON "comment_reports" FOR EACH ROW EXECUTE FUNCTION "queue_after_verdict_or_report"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "moderation_decisions_queued" AFTER INSERT ON "moderation_decisions" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "queue_after_decisions"();
--> statement-breakpoint
-- Functions and triggers: drizzle/functions/revision-media.sql
-- The pictures that a text of the newsroom shows, above it and in it.
CREATE OR REPLACE FUNCTION "media_ids_in"(content jsonb) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT content ->> 'leadMediaId' WHERE content ->> 'leadMediaId' IS NOT NULL
	UNION SELECT found[1] FROM regexp_matches(content ->> 'bodyHtml', 'src="/media/([a-f0-9]{24})"', 'g') AS found
$$;
--> statement-breakpoint
-- Locked like those of a draft: a deletion at the same time waits and finds the picture in use. A picture that is gone already is left out.
CREATE OR REPLACE FUNCTION "insert_revision_media"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "article_revision_media" ("revision_id", "media_id")
		SELECT NEW."id", m."id" FROM "media" AS m WHERE m."id" IN (SELECT media_ids_in(NEW."content")) ORDER BY m."id" FOR KEY SHARE
		ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "article_revisions_media" AFTER INSERT ON "article_revisions" FOR EACH ROW EXECUTE FUNCTION "insert_revision_media"();
--> statement-breakpoint
-- Functions and triggers: drizzle/functions/unpublished-articles.sql
-- The list of articles that are not published follows their status.
CREATE OR REPLACE FUNCTION "list_unpublished_article"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."status" = 'published' THEN
		DELETE FROM "unpublished_articles" WHERE "article_id" = NEW."id";
	ELSE
		INSERT INTO "unpublished_articles" ("article_id", "status") VALUES (NEW."id", NEW."status")
		ON CONFLICT ("article_id") DO UPDATE SET "status" = excluded."status";
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_unpublished_new" AFTER INSERT ON "articles" FOR EACH ROW WHEN (NEW."status" <> 'published') EXECUTE FUNCTION "list_unpublished_article"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "articles_unpublished_changed" AFTER UPDATE OF "status" ON "articles" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION "list_unpublished_article"();
