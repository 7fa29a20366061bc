import { expect, test } from "vitest";
import { findMigrationRisks } from "./migration-risks.ts";

test.each([
  ['CREATE INDEX "a_idx" ON "articles" ("x");--> statement-breakpoint\nCREATE TABLE "n" ("id" int);', /of its own/],
  ['CREATE UNIQUE INDEX "a_idx" ON public.articles ("x");\nANALYZE "articles";', /of its own/],
  ['CREATE INDEX CONCURRENTLY "a_idx" ON "articles" ("x");\nANALYZE "articles";', /of its own/],
  ['ALTER TABLE "articles" ALTER COLUMN "x" SET DATA TYPE bigint;', /rewrites/],
  ['ALTER TABLE "articles" ALTER COLUMN "x" TYPE bigint USING x::bigint;', /rewrites/],
  ['ALTER TABLE "articles" ADD COLUMN "s" tsvector GENERATED ALWAYS AS (to_tsvector(t)) STORED;', /rewrites/],
  ['ALTER TABLE "articles" ADD COLUMN "u" uuid DEFAULT gen_random_uuid() NOT NULL;', /differs per row/],
  ['ALTER TABLE "articles" ADD COLUMN "n" text NOT NULL;', /fails/],
  ['ALTER TABLE "articles" ALTER COLUMN "n" SET NOT NULL;', /not valid/],
  ['ALTER TABLE "articles" ADD CONSTRAINT "c" CHECK (n > 0);', /not valid/],
  ['ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("x") REFERENCES "public"."b"("id");', /not valid/],
  ['ALTER TABLE "articles" ADD CONSTRAINT "u" UNIQUE("n");', /under a lock/],
  ['DROP TABLE "articles";', /loses/],
  ['ALTER TABLE "articles" DROP COLUMN "n";', /loses/],
  ['ALTER TABLE "articles" RENAME COLUMN "n" TO "m";', /new name/],
  ["UPDATE articles SET n = 1;", /batches/],
  ["CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$;\nDELETE FROM articles;", /batches/],
])("%s is questioned", (sql, advice) => {
  expect(findMigrationRisks(sql)).toEqual([expect.stringMatching(advice)]);
});

test.each([
  'CREATE TABLE "new" ("id" int);--> statement-breakpoint\nCREATE INDEX "i" ON "new" USING btree ("id");--> statement-breakpoint\nALTER TABLE "new" ADD CONSTRAINT "f" FOREIGN KEY ("id") REFERENCES "public"."b"("id");',
  'ALTER TABLE "articles" ADD COLUMN "n" text DEFAULT \'\' NOT NULL;',
  'ALTER TABLE "articles" ADD COLUMN "n" timestamp (3) with time zone;',
  'ALTER TABLE "articles" ADD COLUMN "n" integer DEFAULT 0 NOT NULL;',
  'ALTER TABLE "articles" ADD CONSTRAINT "c" CHECK (n > 0) NOT VALID;',
  "CREATE INDEX CONCURRENTLY a_idx ON articles (x);",
  'CREATE INDEX "a_idx" ON "articles" USING btree ("x") WHERE y is not null;--> statement-breakpoint\n-- And one more.\nCREATE UNIQUE INDEX "b_idx" ON "articles" ("x");',
  '-- an UPDATE of all rows; would be bad\nALTER TYPE "public"."role" ADD VALUE \'x\';',
  "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE articles SET n = 1; RETURN NULL; END $$;",
])("%s passes", (sql) => {
  expect(findMigrationRisks(sql)).toEqual([]);
});
