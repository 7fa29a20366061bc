import { DrizzleQueryError } from "drizzle-orm";
import { expect, it } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { describeImportFailure, isImportLocked, withImportLock } from "./import-lock.ts";

const { db, sql, url } = testDatabase();

it("runs one import at a time, and the next when it has ended or failed", async () => {
  const second = withImportLock(url, async () => {
    await expect(withImportLock(url, async () => 1)).rejects.toThrow("Another import is running");
    throw new Error("broken");
  });
  await expect(second).rejects.toThrow("broken");
  expect(await withImportLock(url, async () => 2)).toBe(2);
});

it("sees the lock of an import that runs in another session", async () => {
  expect(await isImportLocked(db)).toBe(false);
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('vigie:import'))`;
    expect(await isImportLocked(db)).toBe(true);
  });
  expect(await isImportLocked(db)).toBe(false);
});

it("says in one line why an import stopped, without the query and its texts", () => {
  const full = new DrizzleQueryError(
    "insert into articles …",
    ["secret"],
    new Error("could not extend file: No space left on device"),
  );
  expect(describeImportFailure(full).message).toBe(
    "The import stopped: the disk is full. Free some space, then run it again: it resumes where it stopped, and nothing is half-written.",
  );
  const lost = new DrizzleQueryError("insert …", ["secret"], new Error("write CONNECTION_ENDED localhost:5432\nmore"));
  expect(describeImportFailure(lost).message).toMatch(
    /^The import stopped: write CONNECTION_ENDED localhost:5432\. Run it again/,
  );
  const closed = Object.assign(new Error("write CONNECTION_CLOSED"), { code: "CONNECTION_CLOSED" });
  expect(describeImportFailure(closed, 1_000_000).message).toContain("the disk is full");
  for (const code of ["CONNECTION_CLOSED", "ECONNRESET", "57P01", "57P03"])
    expect(describeImportFailure(Object.assign(new Error("read"), { code }), 1_000_000_000).message).toBe(
      "The import stopped: the database is no longer responding. Run it again once the database is back: it resumes where it stopped, and nothing is half-written.",
    );
  const known = new OperatorError("There is no file x.");
  expect(describeImportFailure(known)).toBe(known);
});
