import { expect, test } from "vitest";
import { findRepairs } from "./repairs.ts";

test("a failed trial restore can be repeated, or another copy made; an old one is repeated", () => {
  const failed = findRepairs({ check: "backups", code: "trialFailed" });
  expect([failed.act?.name, failed.otherAct?.name]).toEqual(["trial", "backup"]);
  const old = findRepairs({ check: "backups", code: "trialOld" });
  expect(old.act?.name).toBe("trial");
  expect(findRepairs({ check: "backups", code: "backupNever" })).toMatchObject({ act: { name: "backup" }, links: [] });
});
