import { expect, test } from "vitest";
import { DataTags } from "./data-tags.ts";

test("collects the tags of found and of computed data without duplicates", async () => {
  const read = new DataTags();
  read.found("settings", ["all", "settings"]);
  read.found("threads", undefined);
  read.stored("threads", ["all", "comments-1"]);
  expect(await read.all()).toEqual(["all", "settings", "comments-1"]);
});

test("waits for data that are still being stored", async () => {
  const read = new DataTags();
  read.found("threads", undefined);
  read.found("stars", undefined);
  const all = read.all(5_000);
  read.stored("threads", ["comments-1"]);
  read.stored("stars", ["stars-1"]);
  expect(await all).toEqual(["comments-1", "stars-1"]);
});

test("leaves the tags unknown if data are never stored", async () => {
  const read = new DataTags();
  read.found("settings", ["settings"]);
  read.found("threads", undefined);
  expect(await read.all(20)).toBeUndefined();
});
