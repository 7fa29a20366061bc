import { expect, test } from "vitest";
import { AddressLookup } from "./address-lookup.ts";

/** Lookups that end on command. */
function stage(maxPending: number) {
  const asked: string[] = [];
  const ends: (() => void)[] = [];
  const lookup = new AddressLookup((address) => {
    asked.push(address);
    return new Promise((resolve) => ends.push(() => resolve(address === "/known" ? "known" : "unknown")));
  }, maxPending);
  return { asked, lookup, endAll: () => ends.splice(0).forEach((end) => void end()) };
}

test("requests for one address share a lookup", async () => {
  const { asked, lookup, endAll } = stage(8);
  const found = Promise.all([lookup.find("/known", "a"), lookup.find("/known", "b"), lookup.find("/other", "a")]);
  endAll();
  expect(await found).toEqual(["known", "known", "unknown"]);
  expect(asked).toEqual(["/known", "/other"]);
  const again = lookup.find("/known", "a");
  endAll();
  expect(await again).toBe("known");
  expect(asked).toHaveLength(3);
});

test("refuses lookups beyond the limit at once, and leaves room for another network", async () => {
  const { asked, lookup, endAll } = stage(4);
  const first = [1, 2, 3, 4].map((n) => lookup.find(`/${n}`, "greedy"));
  const other = lookup.find("/known", "other");
  expect(asked).toEqual(["/1", "/2", "/known"]);
  endAll();
  expect(await Promise.all(first)).toEqual(["unknown", "unknown", "busy", "busy"]);
  expect(await other).toBe("known");
});

test("a failed lookup fails its requests and frees its slot", async () => {
  let fails = true;
  const lookup = new AddressLookup(async () => {
    if (fails) throw new Error("no database");
    return "known";
  }, 1);
  await expect(lookup.find("/a", "n")).rejects.toThrow("no database");
  fails = false;
  expect(await lookup.find("/a", "n")).toBe("known");
});
