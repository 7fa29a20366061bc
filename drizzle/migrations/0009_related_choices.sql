CREATE TABLE "related_choices" (
	"article_id" bigint NOT NULL,
	"related_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"position" smallint,
	"member_id" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "related_choices_article_id_related_id_pk" PRIMARY KEY("article_id","related_id"),
	CONSTRAINT "related_choices_not_self" CHECK ("related_choices"."article_id" <> "related_choices"."related_id"),
	CONSTRAINT "related_choices_kind" CHECK ("related_choices"."kind" in ('pin', 'exclude')),
	CONSTRAINT "related_choices_position" CHECK (("related_choices"."kind" = 'pin') = ("related_choices"."position" is not null))
);
--> statement-breakpoint
ALTER TABLE "related_choices" ADD CONSTRAINT "related_choices_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "related_choices" ADD CONSTRAINT "related_choices_related_id_articles_id_fk" FOREIGN KEY ("related_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "related_choices" ADD CONSTRAINT "related_choices_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "related_choices_related_id_idx" ON "related_choices" USING btree ("related_id");--> statement-breakpoint
CREATE INDEX "related_choices_member_id_idx" ON "related_choices" USING btree ("member_id");