import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { parsePs, psFormat, readProcess } from "./processes.mjs";

test("reads a process from the output of ps, for systems without /proc", () => {
  expect(parsePs("Ss     1 Fri Nov  7 12:17:06 2026     node server/process/launcher.mjs  start\n")).toEqual({
    state: "Ss",
    parent: 1,
    started: "Fri Nov 7 12:17:06 2026",
    command: "node server/process/launcher.mjs start",
  });
  expect(parsePs("\n")).toBeUndefined();
});

test("this machine's ps writes that format", ({ skip }) => {
  const ps = spawnSync("ps", [...psFormat, "-p", String(process.pid)], { encoding: "utf8" });
  if (ps.error) skip("no ps here");
  const read = parsePs(ps.stdout);
  expect(read?.parent).toBe(process.ppid);
  expect(read?.started).toMatch(/^\w{3} \w{3} \d{1,2} [\d:]{8} \d{4}$/);
  expect(read?.command.split(" ")[0]).toBe(readProcess(process.pid)?.command.split(" ")[0]);
});
