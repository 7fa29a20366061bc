CREATE TABLE "stories" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stories_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"deck" text DEFAULT '' NOT NULL,
	"kind" text NOT NULL,
	"merged_into_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stories_slug_unique" UNIQUE("slug"),
	CONSTRAINT "stories_kind" CHECK ("stories"."kind" in ('story', 'series')),
	CONSTRAINT "stories_slug_shape" CHECK ("stories"."slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length("stories"."slug") <= 200),
	CONSTRAINT "stories_merged_elsewhere" CHECK ("stories"."merged_into_id" <> "stories"."id")
);
--> statement-breakpoint
CREATE TABLE "story_articles" (
	"article_id" bigint PRIMARY KEY NOT NULL,
	"story_id" bigint NOT NULL,
	"position" double precision NOT NULL,
	"listed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "stories" ADD CONSTRAINT "stories_merged_into_id_stories_id_fk" FOREIGN KEY ("merged_into_id") REFERENCES "public"."stories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "story_articles" ADD CONSTRAINT "story_articles_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "story_articles" ADD CONSTRAINT "story_articles_story_id_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."stories"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stories_merged_into_id_idx" ON "stories" USING btree ("merged_into_id");--> statement-breakpoint
CREATE INDEX "story_articles_listed_idx" ON "story_articles" USING btree ("story_id","listed_at" DESC NULLS LAST,"article_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "story_articles_position_idx" ON "story_articles" USING btree ("story_id","position","article_id");