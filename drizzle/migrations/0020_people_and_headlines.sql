CREATE TABLE "article_headlines" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"pairs" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "activities" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "activities_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"actor_id" bigint,
	"subject_id" bigint,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "activities_kind_short" CHECK (length("activities"."kind") between 1 and 40)
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
ALTER TABLE "staff_invitations" ADD CONSTRAINT "staff_invitations_invited_by_members_id_fk" FOREIGN KEY ("invited_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "activities_created_at_idx" ON "activities" USING btree ("created_at","id");
--> statement-breakpoint
CREATE INDEX "activities_kind_idx" ON "activities" USING btree ("kind","created_at","id");
--> statement-breakpoint
CREATE INDEX "activities_actor_id_idx" ON "activities" USING btree ("actor_id","created_at","id");
--> statement-breakpoint
CREATE UNIQUE INDEX "staff_invitations_email_unique" ON "staff_invitations" USING btree (lower("email"));
--> statement-breakpoint
CREATE UNIQUE INDEX "staff_invitations_hash_unique" ON "staff_invitations" USING btree ("hash");
--> statement-breakpoint
CREATE INDEX "staff_invitations_invited_by_idx" ON "staff_invitations" USING btree ("invited_by");
--> statement-breakpoint
-- Written by hand from here on (drizzle's schema knows no functions). What the staff did stays as it was noted.
CREATE TRIGGER "activities_for_ever" BEFORE UPDATE OR DELETE OR TRUNCATE ON "activities" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_history"();
--> statement-breakpoint
-- Neighbouring words of a title, and those with one between them: without stop words, as their stems. A single word stands beside itself.
CREATE FUNCTION "headline_pairs"(title text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	WITH words AS (
		SELECT lexeme, (row_number() OVER (ORDER BY position))::int AS n
		FROM unnest(to_tsvector('public.fr'::regconfig, title)) AS t (lexeme, positions, weights) CROSS JOIN unnest(positions) AS position)
	SELECT coalesce(array_agg(DISTINCT a.lexeme || ' ' || b.lexeme), '{}')
	FROM words AS a JOIN words AS b ON b.n - a.n IN (1, 2) OR (a.n = b.n AND (SELECT count(*) FROM words) = 1)
$$;
--> statement-breakpoint
CREATE FUNCTION "keep_headline"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW."status" = 'published' THEN
		INSERT INTO "article_headlines" ("article_id", "title", "pairs") VALUES (NEW."id", NEW."title", headline_pairs(NEW."title"))
		ON CONFLICT ("article_id") DO UPDATE SET "title" = excluded."title", "pairs" = excluded."pairs";
	ELSE
		DELETE FROM "article_headlines" WHERE "article_id" = NEW."id";
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
INSERT INTO "article_headlines" ("article_id", "title", "pairs") SELECT "id", "title", headline_pairs("title") FROM "articles" WHERE "status" = 'published' ON CONFLICT DO NOTHING;
--> statement-breakpoint
CREATE INDEX "article_headlines_pairs_idx" ON "article_headlines" USING gin ("pairs");
--> statement-breakpoint
-- Whoever writes an article waits from here on only: the long part, a minute for a million titles, is done.
ALTER TABLE "article_headlines" ADD CONSTRAINT "article_headlines_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE TRIGGER "articles_headline_new" AFTER INSERT ON "articles" FOR EACH ROW WHEN (NEW."status" = 'published') EXECUTE FUNCTION "keep_headline"();
--> statement-breakpoint
CREATE TRIGGER "articles_headline_changed" AFTER UPDATE OF "status", "title" ON "articles" FOR EACH ROW
	WHEN (OLD."status" IS DISTINCT FROM NEW."status" OR OLD."title" IS DISTINCT FROM NEW."title") EXECUTE FUNCTION "keep_headline"();
--> statement-breakpoint
-- What changed meanwhile.
INSERT INTO "article_headlines" ("article_id", "title", "pairs") SELECT "id", "title", headline_pairs("title") FROM "articles" WHERE "status" = 'published' AND "updated_at" >= now()
ON CONFLICT ("article_id") DO UPDATE SET "title" = excluded."title", "pairs" = excluded."pairs";
