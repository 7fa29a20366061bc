CREATE TABLE "web_nodes" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"build" text NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"beat_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"timeline" integer,
	"xid" "xid8"
);
