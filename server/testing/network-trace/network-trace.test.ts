import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { publicAddress } from "./addresses.ts";
import { readContacts } from "./read-trace.ts";

const folder = createTestFolder();
afterAll(() => removeTestFolder(folder));

/** Whether this machine permits a network namespace and a trace: root on Linux, with strace. */
const isPossible = ["strace -f -e trace=connect true", "ip link show"].every(
  (command) => spawnSync("unshare", ["--net", "--mount", ...command.split(" ")], { stdio: "ignore" }).status === 0,
);

interface Report {
  status: number;
  databasePort: number;
  trapped: string[];
  work: Record<"followed" | "published" | "hubs" | "sources", number>;
}

function traceFeeds(): Report & { contacts: string[] } {
  const script = new URL("./network-process.ts", import.meta.url).pathname;
  const { stdout, stderr } = spawnSync("unshare", ["--net", "--mount", process.execPath, script, folder], {
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  const report: Report = JSON.parse(stdout);
  const contacts = readContacts(readFileSync(path.join(folder, "trace"), "utf8"))
    .filter(({ port }) => port !== report.databasePort)
    .map(({ ip, port }) => `${ip}:${port}`);
  return { ...report, contacts };
}

test.skipIf(!isPossible)(
  "feeds, their redirects, hubs, pictures, missing items and statements of rights lead to no private address (needs root and strace)",
  { timeout: 300_000 },
  () => {
    const { status, work, trapped, contacts } = traceFeeds();
    expect(status).toBe(0);
    for (const count of [work.followed, work.published, work.hubs, work.sources]) expect(count).toBeGreaterThan(5);
    // The only request to a private address is the one that was permitted.
    expect(trapped).toEqual(["127.0.0.1/permitted"]);
    const others = contacts.filter((contact) => !contact.startsWith(`${publicAddress}:`));
    expect(others).toEqual(["127.0.0.1:80"]);
    console.info(`Contacted: ${[...new Set(contacts)].join(", ")}`);
  },
);
