CREATE TABLE "home_pins" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "home_pins_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"article_id" bigint NOT NULL,
	"position" smallint NOT NULL,
	"until_at" timestamp (3) with time zone,
	"pinned_by" bigint,
	"pinned_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "home_pins_article_id_unique" UNIQUE("article_id")
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
	CONSTRAINT "taxonomy_merges_not_itself" CHECK ("taxonomy_merges"."from_id" <> "taxonomy_merges"."into_id")
);
--> statement-breakpoint
ALTER TABLE "home_pins" ADD CONSTRAINT "home_pins_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "home_pins" ADD CONSTRAINT "home_pins_pinned_by_members_id_fk" FOREIGN KEY ("pinned_by") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "home_pins_pinned_by_idx" ON "home_pins" USING btree ("pinned_by");--> statement-breakpoint
CREATE INDEX "taxonomy_merges_into_idx" ON "taxonomy_merges" USING btree ("kind","into_id");