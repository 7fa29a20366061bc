CREATE TABLE "decision_hours" (
	"zone" text NOT NULL,
	"weekday" smallint NOT NULL,
	"hour" smallint NOT NULL,
	"decided" integer NOT NULL,
	"median" integer NOT NULL,
	CONSTRAINT "decision_hours_zone_weekday_hour_pk" PRIMARY KEY("zone","weekday","hour")
);
