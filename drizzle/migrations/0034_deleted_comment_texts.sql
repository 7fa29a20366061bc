CREATE TABLE "deleted_comment_texts" (
	"comment_id" bigint PRIMARY KEY NOT NULL,
	"status" "comment_status" NOT NULL,
	"body_source" text NOT NULL,
	"body_html" text NOT NULL,
	"erase_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deleted_comment_texts" ADD CONSTRAINT "deleted_comment_texts_comment_id_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."comments"("id") ON DELETE cascade ON UPDATE no action;