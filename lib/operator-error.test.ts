import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { OperatorError, sayError } from "./operator-error.ts";

const { db } = testDatabase();

test("a failed statement gives the database's message, not the statement with its values", async () => {
  const error: unknown = await db.execute("select 'a secret' from nowhere").catch((thrown) => thrown);
  expect(sayError(error)).toBe('relation "nowhere" does not exist');
});

test.each([
  [
    Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC", path: "/data" }),
    "The disk is full (/data)",
  ],
  [
    new Error("Failed query: insert", { cause: new Error("could not extend file: No space left on device") }),
    "The disk is full",
  ],
  [new Error('could not extend file "base/1/2": wrote only 4096 of 8192 bytes at block 0'), "The disk is full"],
  [Object.assign(new Error("EACCES"), { code: "EACCES", path: "/data" }), "No permission to write (/data)"],
  [
    Object.assign(new Error("ENOTDIR"), { code: "ENOTDIR", path: "/data/postgres" }),
    "There is a file where a folder should be (/data/postgres)",
  ],
  [Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }), "The database went away (read ECONNRESET)"],
  [
    Object.assign(new Error("terminating connection"), { code: "57P01" }),
    "The database went away (terminating connection)",
  ],
  [new OperatorError("Exactly this."), "Exactly this."],
  ["thrown text", "thrown text"],
])("%s becomes one line", (error, line) => {
  expect(sayError(error).startsWith(line)).toBe(true);
  expect(sayError(error)).not.toContain("\n");
});
