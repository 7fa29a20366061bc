CREATE TABLE "article_beginnings" (
	"member_id" bigint NOT NULL,
	"key" text NOT NULL,
	"article_id" bigint NOT NULL,
	CONSTRAINT "article_beginnings_member_id_key_pk" PRIMARY KEY("member_id","key")
);
--> statement-breakpoint
ALTER TABLE "article_desks" ADD COLUMN "saved_on" text;--> statement-breakpoint
ALTER TABLE "article_beginnings" ADD CONSTRAINT "article_beginnings_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "article_beginnings" ADD CONSTRAINT "article_beginnings_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_beginnings_article_id_idx" ON "article_beginnings" USING btree ("article_id");