CREATE TABLE "article_desks" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"owner_id" bigint,
	"content" jsonb,
	"version" integer DEFAULT 0 NOT NULL,
	"saved_by" bigint,
	"saved_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "article_leases" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"member_id" bigint NOT NULL,
	"key" text NOT NULL,
	"taken_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
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
CREATE TABLE "unpublished_articles" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"status" "article_status" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "canonical_url" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "seo_title" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "seo_description" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "articles" ADD COLUMN "comments_close_after_days" integer;--> statement-breakpoint
ALTER TABLE "article_desks" ADD CONSTRAINT "article_desks_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_desks" ADD CONSTRAINT "article_desks_owner_id_members_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_desks" ADD CONSTRAINT "article_desks_saved_by_members_id_fk" FOREIGN KEY ("saved_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_leases" ADD CONSTRAINT "article_leases_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_leases" ADD CONSTRAINT "article_leases_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_revisions" ADD CONSTRAINT "article_revisions_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_revisions" ADD CONSTRAINT "article_revisions_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unpublished_articles" ADD CONSTRAINT "unpublished_articles_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_desks_owner_id_idx" ON "article_desks" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "article_desks_saved_by_idx" ON "article_desks" USING btree ("saved_by");--> statement-breakpoint
CREATE INDEX "article_leases_member_id_idx" ON "article_leases" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "article_revisions_article_id_idx" ON "article_revisions" USING btree ("article_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "article_revisions_member_id_idx" ON "article_revisions" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "unpublished_articles_status_idx" ON "unpublished_articles" USING btree ("status","article_id" DESC NULLS LAST);
--> statement-breakpoint
-- Written by hand from here on (drizzle's schema knows no functions): the list of what is not published follows the articles by itself.
CREATE FUNCTION "list_unpublished_article"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."status" = 'published' THEN
		DELETE FROM "unpublished_articles" WHERE "article_id" = NEW."id";
	ELSE
		INSERT INTO "unpublished_articles" ("article_id", "status") VALUES (NEW."id", NEW."status")
		ON CONFLICT ("article_id") DO UPDATE SET "status" = excluded."status";
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "articles_unpublished_new" AFTER INSERT ON "articles" FOR EACH ROW WHEN (NEW."status" <> 'published') EXECUTE FUNCTION "list_unpublished_article"();--> statement-breakpoint
CREATE TRIGGER "articles_unpublished_changed" AFTER UPDATE OF "status" ON "articles" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION "list_unpublished_article"();--> statement-breakpoint
INSERT INTO "unpublished_articles" ("article_id", "status") SELECT "id", "status" FROM "articles" WHERE "status" <> 'published' ON CONFLICT DO NOTHING;
