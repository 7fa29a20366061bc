import { expect, test } from "vitest";
import { parseBucketAddress } from "./bucket-address.ts";

test.each([
  ["s3://backups", { bucket: "backups", prefix: "" }],
  ["s3://backups/", { bucket: "backups", prefix: "" }],
  ["S3://backups/news//site/", { bucket: "backups", prefix: "news/site" }],
  ["s3://my.bucket-1/A_b.c", { bucket: "my.bucket-1", prefix: "A_b.c" }],
])("reads %s", (text, expected) => expect(parseBucketAddress(text)).toEqual(expected));

test.each([
  "",
  "s3://",
  "s3:///prefix",
  "s3://Upper/x",
  "s3://ab",
  "s3://backups/..",
  "s3://backups/a/../b",
  "s3://backups/a b",
  "s3://backups/a?b",
  "s3://key:secret@backups/a",
  "https://backups/a",
  "/s3/backups",
])("refuses %s", (text) => expect(parseBucketAddress(text)).toBeUndefined());
