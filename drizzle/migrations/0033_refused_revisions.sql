CREATE TABLE "refused_revisions" (
	"revision_id" bigint PRIMARY KEY NOT NULL,
	"article_id" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "refused_revisions" ADD CONSTRAINT "refused_revisions_revision_id_article_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."article_revisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refused_revisions" ADD CONSTRAINT "refused_revisions_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "refused_revisions_article_id_idx" ON "refused_revisions" USING btree ("article_id","revision_id" DESC NULLS LAST);