CREATE TYPE "public"."mail_frequency" AS ENUM('now', 'daily', 'weekly', 'never');--> statement-breakpoint
CREATE TYPE "public"."newsletter_delivery_state" AS ENUM('queued', 'sending', 'sent', 'uncertain', 'bounced', 'failed', 'skipped', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."newsletter_issue_kind" AS ENUM('digest', 'alert');--> statement-breakpoint
CREATE TYPE "public"."newsletter_issue_status" AS ENUM('draft', 'scheduled', 'sending', 'paused', 'sent', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."newsletter_rhythm" AS ENUM('monthly', 'weekly', 'never');--> statement-breakpoint
CREATE TYPE "public"."newsletter_signup_state" AS ENUM('sent', 'held', 'known', 'confirmed', 'refused');--> statement-breakpoint
CREATE TYPE "public"."subscriber_state" AS ENUM('active', 'ended', 'suppressed');--> statement-breakpoint
ALTER TYPE "public"."notification_kind" ADD VALUE 'article';--> statement-breakpoint
ALTER TYPE "public"."notification_kind" ADD VALUE 'comment';--> statement-breakpoint
ALTER TYPE "public"."notification_kind" ADD VALUE 'alert';--> statement-breakpoint
CREATE TABLE "announced_articles" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"announced_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "follows" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "follows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"member_id" bigint NOT NULL,
	"tag_id" bigint,
	"category_id" bigint,
	"author_id" bigint,
	"article_id" bigint,
	"mailed" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "follows_one_subject" CHECK (num_nonnulls("follows"."tag_id", "follows"."category_id", "follows"."author_id", "follows"."article_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "member_feeds" (
	"member_id" bigint PRIMARY KEY NOT NULL,
	"link_key" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "muted_discussions" (
	"member_id" bigint NOT NULL,
	"article_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "muted_discussions_member_id_article_id_pk" PRIMARY KEY("member_id","article_id")
);
--> statement-breakpoint
CREATE TABLE "notification_settings" (
	"member_id" bigint PRIMARY KEY NOT NULL,
	"replies" "mail_frequency" DEFAULT 'now' NOT NULL,
	"mentions" "mail_frequency" DEFAULT 'now' NOT NULL,
	"decisions" "mail_frequency" DEFAULT 'now' NOT NULL,
	"follows" "mail_frequency" DEFAULT 'daily' NOT NULL,
	"staff" "mail_frequency" DEFAULT 'now' NOT NULL,
	"link_key" "bytea" NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pending_followed_comments" (
	"comment_id" bigint PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedule_runs" (
	"name" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone,
	"result" text DEFAULT '' NOT NULL,
	"failed_at" timestamp (3) with time zone,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "worker_heartbeats" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"beat_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_reports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mail_reports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"fingerprint" text NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"issue_id" bigint,
	"subscriber_id" bigint,
	"member_id" bigint,
	"code" text DEFAULT '' NOT NULL,
	"diagnostic" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mail_reports_fingerprint_unique" UNIQUE("fingerprint"),
	CONSTRAINT "mail_reports_kind" CHECK ("mail_reports"."kind" in ('bounce', 'delay', 'complaint')),
	CONSTRAINT "mail_reports_source" CHECK ("mail_reports"."source" in ('smtp', 'mailbox', 'pipe', 'webhook'))
);
--> statement-breakpoint
CREATE TABLE "mail_suppressions" (
	"address_key" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"code" text DEFAULT '' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mail_suppressions_reason" CHECK ("mail_suppressions"."reason" in ('bounce', 'complaint', 'staff'))
);
--> statement-breakpoint
CREATE TABLE "newsletter_consents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "newsletter_consents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subscriber_id" bigint NOT NULL,
	"event" text NOT NULL,
	"via" text NOT NULL,
	"consent_text" text DEFAULT '' NOT NULL,
	"page" text DEFAULT '' NOT NULL,
	"requested_at" timestamp (3) with time zone,
	"topics" text[] NOT NULL,
	"rhythm" "newsletter_rhythm" NOT NULL,
	"alerts" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "newsletter_consents_event" CHECK ("newsletter_consents"."event" in ('subscribed', 'changed', 'ended', 'suppressed', 'erased')),
	CONSTRAINT "newsletter_consents_via" CHECK ("newsletter_consents"."via" in ('confirmation', 'preferences', 'page', 'one-click', 'bounce', 'complaint', 'account', 'staff'))
);
--> statement-breakpoint
CREATE TABLE "newsletter_deliveries" (
	"issue_id" bigint NOT NULL,
	"subscriber_id" bigint NOT NULL,
	"state" "newsletter_delivery_state" DEFAULT 'queued' NOT NULL,
	"domain" text NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"claimed_by" text,
	"claimed_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"response" text,
	"resolved_by" bigint,
	CONSTRAINT "newsletter_deliveries_issue_id_subscriber_id_pk" PRIMARY KEY("issue_id","subscriber_id")
);
--> statement-breakpoint
CREATE TABLE "newsletter_issue_items" (
	"issue_id" bigint NOT NULL,
	"article_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	CONSTRAINT "newsletter_issue_items_issue_id_article_id_pk" PRIMARY KEY("issue_id","article_id")
);
--> statement-breakpoint
CREATE TABLE "newsletter_issues" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "newsletter_issues_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"kind" "newsletter_issue_kind" NOT NULL,
	"rhythm" "newsletter_rhythm",
	"topic_id" bigint,
	"period_start_at" timestamp (3) with time zone,
	"period_end_at" timestamp (3) with time zone,
	"subject" text NOT NULL,
	"preheader" text DEFAULT '' NOT NULL,
	"introduction" text DEFAULT '' NOT NULL,
	"status" "newsletter_issue_status" DEFAULT 'draft' NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"scheduled_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"snapshot" jsonb,
	"recipients" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"created_by" bigint,
	"started_by" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "newsletter_issues_slug_unique" UNIQUE("slug"),
	CONSTRAINT "newsletter_issues_kind_fields" CHECK (("newsletter_issues"."kind" = 'digest') = ("newsletter_issues"."rhythm" is not null and "newsletter_issues"."period_start_at" is not null)),
	CONSTRAINT "newsletter_issues_started_has_snapshot" CHECK ("newsletter_issues"."status" in ('draft', 'scheduled', 'cancelled') or "newsletter_issues"."snapshot" is not null)
);
--> statement-breakpoint
CREATE TABLE "newsletter_rates" (
	"key" text PRIMARY KEY NOT NULL,
	"next_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_slot_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"day_limit" integer,
	"day_count" integer DEFAULT 0 NOT NULL,
	"counted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "newsletter_senders" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "newsletter_signups" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "newsletter_signups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"address" text NOT NULL,
	"topic_ids" bigint[] NOT NULL,
	"rhythm" "newsletter_rhythm" NOT NULL,
	"alerts" boolean NOT NULL,
	"locale" text,
	"page" text NOT NULL,
	"consent_text" text NOT NULL,
	"state" "newsletter_signup_state" NOT NULL,
	"link_key" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" bigint
);
--> statement-breakpoint
CREATE TABLE "newsletter_subscriber_topics" (
	"subscriber_id" bigint NOT NULL,
	"topic_id" bigint NOT NULL,
	CONSTRAINT "newsletter_subscriber_topics_subscriber_id_topic_id_pk" PRIMARY KEY("subscriber_id","topic_id")
);
--> statement-breakpoint
CREATE TABLE "newsletter_subscribers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "newsletter_subscribers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"address" text,
	"locale" text,
	"rhythm" "newsletter_rhythm" NOT NULL,
	"alerts" boolean DEFAULT false NOT NULL,
	"state" "subscriber_state" DEFAULT 'active' NOT NULL,
	"link_key" "bytea" NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"confirmed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "newsletter_subscribers_has_address" CHECK ("newsletter_subscribers"."address" is not null or "newsletter_subscribers"."state" <> 'active')
);
--> statement-breakpoint
CREATE TABLE "newsletter_topic_categories" (
	"topic_id" bigint NOT NULL,
	"category_id" bigint NOT NULL,
	CONSTRAINT "newsletter_topic_categories_topic_id_category_id_pk" PRIMARY KEY("topic_id","category_id")
);
--> statement-breakpoint
CREATE TABLE "newsletter_topic_tags" (
	"topic_id" bigint NOT NULL,
	"tag_id" bigint NOT NULL,
	CONSTRAINT "newsletter_topic_tags_topic_id_tag_id_pk" PRIMARY KEY("topic_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "notification_mails" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notification_mails_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"member_id" bigint NOT NULL,
	"subject" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	CONSTRAINT "notification_mails_member_subject_time" UNIQUE("member_id","subject","created_at")
);
--> statement-breakpoint
CREATE TABLE "pending_notification_mails" (
	"notification_id" bigint PRIMARY KEY NOT NULL,
	"member_id" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "alert" text;--> statement-breakpoint
ALTER TABLE "announced_articles" ADD CONSTRAINT "announced_articles_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_author_id_authors_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."authors"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "follows" ADD CONSTRAINT "follows_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_feeds" ADD CONSTRAINT "member_feeds_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muted_discussions" ADD CONSTRAINT "muted_discussions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muted_discussions" ADD CONSTRAINT "muted_discussions_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_settings" ADD CONSTRAINT "notification_settings_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pending_followed_comments" ADD CONSTRAINT "pending_followed_comments_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_deliveries" ADD CONSTRAINT "newsletter_deliveries_issue_id_newsletter_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."newsletter_issues"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_deliveries" ADD CONSTRAINT "newsletter_deliveries_subscriber_id_newsletter_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."newsletter_subscribers"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_deliveries" ADD CONSTRAINT "newsletter_deliveries_resolved_by_members_id_fk" FOREIGN KEY ("resolved_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_issue_items" ADD CONSTRAINT "newsletter_issue_items_issue_id_newsletter_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."newsletter_issues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_issue_items" ADD CONSTRAINT "newsletter_issue_items_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_issues" ADD CONSTRAINT "newsletter_issues_topic_id_newsletter_topics_id_fk" FOREIGN KEY ("topic_id") REFERENCES "public"."newsletter_topics"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_issues" ADD CONSTRAINT "newsletter_issues_created_by_members_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_issues" ADD CONSTRAINT "newsletter_issues_started_by_members_id_fk" FOREIGN KEY ("started_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_signups" ADD CONSTRAINT "newsletter_signups_decided_by_members_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_subscriber_topics" ADD CONSTRAINT "newsletter_subscriber_topics_subscriber_id_newsletter_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."newsletter_subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_subscriber_topics" ADD CONSTRAINT "newsletter_subscriber_topics_topic_id_newsletter_topics_id_fk" FOREIGN KEY ("topic_id") REFERENCES "public"."newsletter_topics"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_topic_categories" ADD CONSTRAINT "newsletter_topic_categories_topic_id_newsletter_topics_id_fk" FOREIGN KEY ("topic_id") REFERENCES "public"."newsletter_topics"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_topic_categories" ADD CONSTRAINT "newsletter_topic_categories_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_topic_tags" ADD CONSTRAINT "newsletter_topic_tags_topic_id_newsletter_topics_id_fk" FOREIGN KEY ("topic_id") REFERENCES "public"."newsletter_topics"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "newsletter_topic_tags" ADD CONSTRAINT "newsletter_topic_tags_tag_id_tags_id_fk" FOREIGN KEY ("tag_id") REFERENCES "public"."tags"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notification_mails" ADD CONSTRAINT "notification_mails_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pending_notification_mails" ADD CONSTRAINT "pending_notification_mails_notification_id_notifications_id_fk" FOREIGN KEY ("notification_id") REFERENCES "public"."notifications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pending_notification_mails" ADD CONSTRAINT "pending_notification_mails_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "follows_tag_unique" ON "follows" USING btree ("tag_id","member_id") WHERE tag_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "follows_category_unique" ON "follows" USING btree ("category_id","member_id") WHERE category_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "follows_author_unique" ON "follows" USING btree ("author_id","member_id") WHERE author_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "follows_article_unique" ON "follows" USING btree ("article_id","member_id") WHERE article_id is not null;--> statement-breakpoint
CREATE INDEX "follows_member_id_idx" ON "follows" USING btree ("member_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "muted_discussions_article_id_idx" ON "muted_discussions" USING btree ("article_id");--> statement-breakpoint
CREATE INDEX "mail_reports_issue_idx" ON "mail_reports" USING btree ("issue_id","id") WHERE issue_id is not null;--> statement-breakpoint
CREATE INDEX "mail_reports_subscriber_idx" ON "mail_reports" USING btree ("subscriber_id","id") WHERE subscriber_id is not null;--> statement-breakpoint
CREATE INDEX "newsletter_consents_subscriber_idx" ON "newsletter_consents" USING btree ("subscriber_id","id");--> statement-breakpoint
CREATE INDEX "newsletter_deliveries_subscriber_id_idx" ON "newsletter_deliveries" USING btree ("subscriber_id");--> statement-breakpoint
CREATE INDEX "newsletter_deliveries_due_idx" ON "newsletter_deliveries" USING btree ("issue_id","due_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "newsletter_deliveries_claimed_idx" ON "newsletter_deliveries" USING btree ("claimed_by") WHERE state = 'sending';--> statement-breakpoint
CREATE INDEX "newsletter_deliveries_sent_at_idx" ON "newsletter_deliveries" USING btree ("sent_at") WHERE sent_at is not null;--> statement-breakpoint
CREATE INDEX "newsletter_deliveries_uncertain_idx" ON "newsletter_deliveries" USING btree ("issue_id","subscriber_id") WHERE state = 'uncertain';--> statement-breakpoint
CREATE INDEX "newsletter_deliveries_resolved_by_idx" ON "newsletter_deliveries" USING btree ("resolved_by") WHERE resolved_by is not null;--> statement-breakpoint
CREATE INDEX "newsletter_issue_items_article_id_idx" ON "newsletter_issue_items" USING btree ("article_id");--> statement-breakpoint
CREATE UNIQUE INDEX "newsletter_issues_period_unique" ON "newsletter_issues" USING btree ("rhythm","period_start_at",coalesce("topic_id", 0)) WHERE kind = 'digest' and status <> 'cancelled';--> statement-breakpoint
CREATE INDEX "newsletter_issues_archive_idx" ON "newsletter_issues" USING btree ("started_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE snapshot is not null;--> statement-breakpoint
CREATE INDEX "newsletter_issues_open_idx" ON "newsletter_issues" USING btree ("status") WHERE status in ('scheduled', 'sending');--> statement-breakpoint
CREATE INDEX "newsletter_issues_topic_id_idx" ON "newsletter_issues" USING btree ("topic_id");--> statement-breakpoint
CREATE INDEX "newsletter_issues_created_by_idx" ON "newsletter_issues" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "newsletter_issues_started_by_idx" ON "newsletter_issues" USING btree ("started_by");--> statement-breakpoint
CREATE INDEX "newsletter_rates_next_at_idx" ON "newsletter_rates" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "newsletter_signups_address_idx" ON "newsletter_signups" USING btree (lower("address"));--> statement-breakpoint
CREATE INDEX "newsletter_signups_held_idx" ON "newsletter_signups" USING btree ("id") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "newsletter_signups_expires_idx" ON "newsletter_signups" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "newsletter_signups_decided_by_idx" ON "newsletter_signups" USING btree ("decided_by");--> statement-breakpoint
CREATE INDEX "newsletter_subscriber_topics_topic_id_idx" ON "newsletter_subscriber_topics" USING btree ("topic_id");--> statement-breakpoint
CREATE UNIQUE INDEX "newsletter_subscribers_address_unique" ON "newsletter_subscribers" USING btree (lower("address"));--> statement-breakpoint
CREATE INDEX "newsletter_subscribers_recipients_idx" ON "newsletter_subscribers" USING btree ("rhythm","id") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "newsletter_subscribers_alerts_idx" ON "newsletter_subscribers" USING btree ("id") WHERE state = 'active' and alerts;--> statement-breakpoint
CREATE INDEX "newsletter_topic_categories_category_id_idx" ON "newsletter_topic_categories" USING btree ("category_id");--> statement-breakpoint
CREATE INDEX "newsletter_topic_tags_tag_id_idx" ON "newsletter_topic_tags" USING btree ("tag_id");--> statement-breakpoint
CREATE INDEX "notification_mails_member_idx" ON "notification_mails" USING btree ("member_id","subject","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "pending_notification_mails_member_idx" ON "pending_notification_mails" USING btree ("member_id","notification_id");
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "newsletter_consents_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "newsletter_consents" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "mail_reports_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "mail_reports" FOR EACH STATEMENT EXECUTE FUNCTION "reject_append_only_change"();
--> statement-breakpoint
-- A delivery of the newsletter changes its state only forwards, so that nothing can send it twice: one that was sent, bounced, failed, was
-- skipped or cancelled is never queued again, and an uncertain one only if an editor decided so after it became uncertain.
CREATE OR REPLACE FUNCTION "check_delivery_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		RAISE EXCEPTION 'Deliveries are never deleted.' USING ERRCODE = 'restrict_violation';
	END IF;
	IF NEW.issue_id <> OLD.issue_id OR NEW.subscriber_id <> OLD.subscriber_id THEN
		RAISE EXCEPTION 'A delivery belongs to one issue and one subscriber.' USING ERRCODE = 'restrict_violation';
	END IF;
	IF NEW.state = 'uncertain' AND OLD.state <> 'uncertain' THEN NEW.resolved_by := NULL; END IF;
	IF NEW.state = OLD.state
		OR (OLD.state = 'queued' AND NEW.state IN ('sending', 'failed', 'skipped', 'cancelled'))
		OR (OLD.state = 'sending' AND NEW.state IN ('sent', 'queued', 'uncertain', 'bounced', 'failed', 'skipped'))
		OR (OLD.state IN ('sent', 'failed') AND NEW.state = 'bounced')
		OR (OLD.state = 'uncertain' AND NEW.state IN ('sent', 'bounced'))
		OR (OLD.state = 'uncertain' AND NEW.state IN ('queued', 'cancelled') AND NEW.resolved_by IS NOT NULL)
	THEN RETURN NEW; END IF;
	RAISE EXCEPTION 'A delivery cannot become % after %.', NEW.state, OLD.state USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "newsletter_deliveries_forwards" BEFORE UPDATE OR DELETE ON "newsletter_deliveries" FOR EACH ROW EXECUTE FUNCTION "check_delivery_change"();
--> statement-breakpoint
-- Claims up to `wanted` queued deliveries for a sender and returns them with what their mails need; the caller commits before it sends. Nothing
-- is claimed without a valid lease, which is locked, so that a sweep of expired leases sees these claims. The site's row of newsletter_rates
-- serialises claims. Both rates are token buckets: the site's holds a second's messages, a domain's ten seconds'. What exceeds its
-- domain's rate is moved to the time of its turn, so that each such row is looked at about once. Ended subscriptions become `skipped`.
-- `warm_up`: the day's limit is 500, doubled for each earlier day on which the ledger has sent messages; `zone` says when a day begins.
CREATE OR REPLACE FUNCTION "claim_deliveries"(sender text, wanted integer, per_second integer, per_domain_minute integer, warm_up boolean, zone text)
RETURNS TABLE (issue_id bigint, subscriber_id bigint, address text, link_key bytea, locale text, topic_ids bigint[], domain text, attempts smallint) LANGUAGE plpgsql AS $$
DECLARE
	at timestamptz;
	site newsletter_rates%ROWTYPE;
	today timestamptz;
	remaining integer;
	batch integer;
	issue bigint;
	taken bigint[];
	seen integer;
	spacing double precision := 60.0 / per_domain_minute;
	burst double precision := greatest(10.0, 60.0 / per_domain_minute);
BEGIN
	-- What is sent must not look unsent after a crash of the database.
	PERFORM set_config('synchronous_commit', 'on', true);
	PERFORM FROM newsletter_senders AS s WHERE s.id = sender AND s.lease_ends_at > clock_timestamp() FOR KEY SHARE;
	IF NOT FOUND THEN RETURN; END IF;
	INSERT INTO newsletter_rates (key, next_at) VALUES ('site', clock_timestamp() - interval '2 seconds') ON CONFLICT DO NOTHING;
	SELECT * INTO site FROM newsletter_rates AS r WHERE r.key = 'site' FOR UPDATE;
	-- Times are stored to the millisecond: a finer one would be rounded, and lose a message.
	at := date_trunc('milliseconds', clock_timestamp());
	-- Never later than now, unless the clock was set back.
	site.next_at := least(greatest(site.next_at, at - interval '1 second'), at);
	remaining := least(wanted, floor(extract(epoch FROM at - site.next_at) * per_second + 0.001)::integer);
	IF warm_up THEN
		today := date_trunc('day', at AT TIME ZONE zone) AT TIME ZONE zone;
		IF site.counted_at IS NULL OR site.counted_at < today OR site.day_limit IS NULL THEN
			WITH RECURSIVE days AS (
				SELECT max(d.sent_at) AS last FROM newsletter_deliveries AS d WHERE d.sent_at < today
				UNION ALL
				SELECT (SELECT max(d.sent_at) FROM newsletter_deliveries AS d
					WHERE d.sent_at < date_trunc('day', days.last AT TIME ZONE zone) AT TIME ZONE zone)
				FROM days WHERE days.last IS NOT NULL
			) SELECT 500 * 2 ^ count(limited.last) INTO site.day_limit FROM (SELECT last FROM days WHERE last IS NOT NULL LIMIT 20) AS limited;
			site.counted_at := NULL;
		END IF;
		-- Counted again each minute, since messages that were not accepted do not count.
		IF site.counted_at IS NULL OR site.counted_at < at - interval '1 minute' THEN
			SELECT count(*) INTO site.day_count FROM newsletter_deliveries AS d WHERE d.sent_at >= today;
			site.counted_at := at;
		END IF;
		remaining := least(remaining, site.day_limit - site.day_count);
	ELSE
		site.day_limit := NULL;
		site.counted_at := NULL;
	END IF;
	FOR issue IN SELECT i.id FROM newsletter_issues AS i WHERE i.status = 'sending' ORDER BY i.started_at, i.id LOOP
		batch := remaining;
		FOR round IN 1..10 LOOP
			EXIT WHEN remaining <= 0;
			WITH candidate AS MATERIALIZED (
				SELECT d.subscriber_id AS subscriber, d.domain AS name, d.due_at, s.state = 'active' AND s.address IS NOT NULL AS is_active
				FROM newsletter_deliveries AS d JOIN newsletter_subscribers AS s ON s.id = d.subscriber_id
				WHERE d.issue_id = issue AND d.state = 'queued' AND d.due_at <= at
				ORDER BY d.due_at LIMIT batch FOR UPDATE OF d SKIP LOCKED
			), placed AS (
				SELECT c.*, least(greatest(r.next_at, at - make_interval(secs => burst)), at) AS next_at, r.last_slot_at,
					row_number() OVER (PARTITION BY c.name, c.is_active ORDER BY c.due_at, c.subscriber) AS place,
					row_number() OVER (ORDER BY c.due_at, c.subscriber) AS overall
				FROM candidate AS c LEFT JOIN newsletter_rates AS r ON r.key = 'domain:' || c.name
			), allowed AS (
				SELECT p.*, floor(extract(epoch FROM at - coalesce(p.next_at, at - make_interval(secs => burst))) / spacing + 0.001)::integer AS tokens
				FROM placed AS p
			), decided AS (
				SELECT a.*, CASE
					WHEN NOT a.is_active THEN 'skipped'
					WHEN a.place > greatest(a.tokens, 0) THEN 'moved'
					WHEN count(*) FILTER (WHERE a.is_active AND a.place <= a.tokens) OVER (ORDER BY a.overall) > remaining THEN 'left'
					ELSE 'sending' END AS decision
				FROM allowed AS a
			), moved AS (
				SELECT w.subscriber, greatest(w.last_slot_at, w.next_at, at) + make_interval(secs => spacing * (w.place - greatest(w.tokens, 0))) AS due
				FROM decided AS w WHERE w.decision = 'moved'
			), changed AS (
				UPDATE newsletter_deliveries AS d SET
					state = CASE WHEN w.decision = 'moved' THEN d.state ELSE w.decision::newsletter_delivery_state END,
					due_at = coalesce(m.due, d.due_at),
					claimed_by = CASE WHEN w.decision = 'sending' THEN sender END,
					claimed_at = CASE WHEN w.decision = 'sending' THEN at END
				FROM decided AS w LEFT JOIN moved AS m ON m.subscriber = w.subscriber
				WHERE d.issue_id = issue AND d.subscriber_id = w.subscriber AND w.decision <> 'left'
				RETURNING d.subscriber_id AS subscriber, d.state
			), rated AS (
				INSERT INTO newsletter_rates AS r (key, next_at, last_slot_at)
				SELECT 'domain:' || w.name,
					coalesce(min(w.next_at), at - make_interval(secs => burst)) + make_interval(secs => spacing * count(*) FILTER (WHERE w.decision = 'sending')),
					coalesce(max(m.due), min(w.last_slot_at), at)
				FROM decided AS w LEFT JOIN moved AS m ON m.subscriber = w.subscriber
				WHERE w.decision IN ('sending', 'moved') GROUP BY w.name
				ON CONFLICT (key) DO UPDATE SET next_at = excluded.next_at, last_slot_at = excluded.last_slot_at
			)
			SELECT array_agg(c.subscriber) FILTER (WHERE c.state = 'sending'), count(*) INTO taken, seen FROM changed AS c;
			RETURN QUERY SELECT issue, s.id, s.address, s.link_key, s.locale,
				array(SELECT t.topic_id FROM newsletter_subscriber_topics AS t WHERE t.subscriber_id = s.id ORDER BY t.topic_id),
				d.domain, d.attempts
			FROM unnest(taken) AS one (id) JOIN newsletter_subscribers AS s ON s.id = one.id
			JOIN newsletter_deliveries AS d ON d.issue_id = issue AND d.subscriber_id = s.id;
			seen := coalesce(seen, 0);
			remaining := remaining - coalesce(cardinality(taken), 0);
			site.next_at := site.next_at + make_interval(secs => coalesce(cardinality(taken), 0)::double precision / per_second);
			site.day_count := site.day_count + coalesce(cardinality(taken), 0);
			EXIT WHEN seen = 0;
			-- The rest of the batch was moved: more rows are looked at.
			batch := least(200, 4 * greatest(batch, 5));
		END LOOP;
	END LOOP;
	UPDATE newsletter_rates AS r SET next_at = site.next_at, day_limit = site.day_limit, day_count = site.day_count, counted_at = site.counted_at
	WHERE r.key = 'site';
END $$;
--> statement-breakpoint
-- Each new notification may be mailed, whatever statement added it.
CREATE OR REPLACE FUNCTION "add_pending_notification_mails"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO pending_notification_mails (notification_id, member_id) SELECT id, member_id FROM added;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "notifications_pending_mails" AFTER INSERT ON "notifications" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION "add_pending_notification_mails"();
--> statement-breakpoint
-- Stores a comment that a member posted, with its idempotency key, and counts it. Locks the article's row until the transaction ends, so
-- call it when everything else is known. Each step sees the threads that were added while the lock was awaited. Returns no row if the
-- article is no longer published or the parent no longer visible. `separate`: the comment is deeper than `max_depth` or later in its thread
-- than `max_in_thread`, so that readers find it on a page of its own. A visible comment in a followed discussion is noted: a job notifies
-- the followers.
CREATE OR REPLACE FUNCTION "add_posted_comment"(article bigint, parent bigint, author bigint, submission_key text, first_status comment_status, source text, html text, posted_at timestamptz, max_depth integer, max_in_thread integer)
RETURNS TABLE (id bigint, thread integer, separate boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	stored record;
BEGIN
	PERFORM FROM articles AS a WHERE a.id = article AND a.status = 'published' FOR NO KEY UPDATE;
	IF NOT FOUND THEN RETURN; END IF;
	IF parent IS NULL THEN
		INSERT INTO comments (article_id, thread, depth, member_id, status, body_source, body_html, created_at)
		SELECT article, coalesce(max(c.thread), 0) + 1, 0, author, first_status, source, html, posted_at FROM comments AS c WHERE c.article_id = article
		RETURNING comments.id, comments.thread, comments.depth INTO stored;
	ELSE
		INSERT INTO comments (article_id, parent_id, thread, depth, member_id, status, body_source, body_html, created_at)
		SELECT article, c.id, c.thread, least(c.depth + 1, 32767), author, first_status, source, html, posted_at
		FROM comments AS c WHERE c.id = parent AND c.article_id = article AND c.status = 'visible'
		RETURNING comments.id, comments.thread, comments.depth INTO stored;
		IF NOT FOUND THEN RETURN; END IF;
	END IF;
	INSERT INTO comment_submissions (member_id, key, comment_id) VALUES (author, submission_key, stored.id);
	IF first_status = 'visible' THEN
		UPDATE articles AS a SET comment_count = a.comment_count + 1 WHERE a.id = article;
		INSERT INTO pending_followed_comments (comment_id)
		SELECT stored.id WHERE EXISTS (SELECT FROM follows WHERE follows.article_id = article);
	END IF;
	RETURN QUERY SELECT stored.id, stored.thread, stored.depth > max_depth OR EXISTS (
		SELECT FROM comments AS earlier WHERE earlier.article_id = article AND earlier.thread = stored.thread AND earlier.id < stored.id
		ORDER BY earlier.id OFFSET max_in_thread - 1 LIMIT 1);
END $$;
