import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { liftSuppression, suppress } from "./mutations.ts";
import { addressKey, filterSuppressed, findSuppression, isSuppressed } from "./queries.ts";

const { db, sql, queries } = testDatabase();

test("every spelling of an address has one key, and the key does not contain it", () => {
  expect(addressKey(" Zoe@EXAMPLE.org ")).toBe(addressKey("zoe@example.org"));
  expect(addressKey("zoe@exämple.org")).toBe(addressKey("zoe@xn--exmple-cua.org"));
  expect(addressKey("zoe+news@example.org")).not.toBe(addressKey("zoe@example.org"));
  expect(addressKey("zoe@example.org")).toMatch(/^[\w-]{43}$/);
});

test("suppresses a mailbox once; a complaint replaces a bounce and not the reverse", async () => {
  expect(await isSuppressed(db, "ada@example.org")).toBe(false);
  await suppress(db, "ada@example.org", "bounce", "5.1.1");
  await suppress(db, "Ada@example.org", "bounce", "5.2.1");
  expect(await findSuppression(db, "ADA@example.org")).toMatchObject({ reason: "bounce", code: "5.1.1" });
  await suppress(db, "ada@example.org", "complaint");
  await suppress(db, "ada@example.org", "bounce", "5.1.1");
  expect(await findSuppression(db, "ada@example.org")).toMatchObject({ reason: "complaint", code: "" });
  expect(JSON.stringify(await sql`select * from mail_suppressions`)).not.toMatch(/ada|example/i);
});

test("finds the suppressed ones among many addresses in one statement", async () => {
  await suppress(db, "eve@example.org", "staff");
  const addresses = ["eve@example.org", "Eve@example.org", "zoe@example.org"];
  const { result, statements } = await queries(() => filterSuppressed(db, addresses));
  expect(result).toEqual(new Set(["eve@example.org", "Eve@example.org"]));
  expect(statements).toHaveLength(1);
  expect((await queries(() => filterSuppressed(db, []))).statements).toEqual([]);
  expect(await liftSuppression(db, "EVE@example.org")).toBe(true);
  expect(await liftSuppression(db, "eve@example.org")).toBe(false);
  expect(await isSuppressed(db, "eve@example.org")).toBe(false);
});
