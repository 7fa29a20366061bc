CREATE TABLE "article_words" (
	"article_id" bigint NOT NULL,
	"word" text NOT NULL,
	"weight" real NOT NULL,
	"listed_at" timestamp (3) with time zone,
	CONSTRAINT "article_words_article_id_word_pk" PRIMARY KEY("article_id","word"),
	CONSTRAINT "article_words_weight" CHECK ("article_words"."weight" > 0 and "article_words"."weight" <= 1.0001)
);
--> statement-breakpoint
ALTER TABLE "article_words" ADD CONSTRAINT "article_words_article_id_articles_id_fk" FOREIGN KEY ("article_id") REFERENCES "public"."articles"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "article_words_listed_idx" ON "article_words" USING btree ("word","listed_at" DESC NULLS LAST,"article_id" DESC NULLS LAST);