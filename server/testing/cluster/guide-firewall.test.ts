import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "../run-program.ts";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { type Machine, MachineNetwork, whyNoMachines } from "./machines.ts";
import { conditionTimeoutMs, findProgram } from "./tracked-process.ts";

// Loads docs/several-machines/nftables.conf on machine A, and compares its open ports with the table of the page.
const folder = createTestFolder();
let network: MachineNetwork | undefined;
afterAll(async () => {
  await network?.stop();
  removeTestFolder(folder);
});

const page = readFileSync(path.join(root, "docs/several-machines.md"), "utf8");
const table = page.slice(page.indexOf("### Firewall"), page.indexOf("## Step 1"));
/** The hosts to which each port is open; D is anybody else. */
const ports = [...table.matchAll(/^\| ([\d, ]+) \|[^|]*\|([^|]*)\|$/gm)].flatMap(([, numbers = "", whom = ""]) =>
  numbers.split(", ").map((number) => ({
    port: Number(number),
    hosts: /everybody|you/.test(whom) ? ["B", "C", "D"] : (whom.split(";")[0]?.match(/\b[BC]\b/g) ?? []),
  })),
);
/** The ports of HAProxy for the primary and of PgBouncer, as if they listened on all addresses by mistake. */
const localPorts = [5000, 6432];

/** Prints the ports that accept a connection. It waits until those in `open` have, and then for a while. */
const connectTo = (all: number[], open: number[]) => `node -e '
const { connect } = require("node:net");
const found = new Set(), sockets = [];
for (const port of ${JSON.stringify(all)}) {
  const socket = connect(port, "10.0.0.1", () => found.add(port)).on("error", () => {});
  sockets.push(socket);
}
const finish = () => { console.log(JSON.stringify([...found].sort((a, b) => a - b))); process.exit(); };
setTimeout(finish, ${conditionTimeoutMs});
const timer = setInterval(() => {
  if (!${JSON.stringify(open)}.every((port) => found.has(port))) return;
  clearInterval(timer);
  setTimeout(finish, 1500);
}, 50);'`;

test("the sample for nftables opens each port to the hosts of the table only", async ({ skip }) => {
  const reason = whyNoMachines() ?? (findProgram("nft") ? undefined : "nft is not on this machine");
  if (reason) return skip(reason);
  const all = [...ports.map(({ port }) => port), ...localPorts].toSorted((a, b) => a - b);
  expect(all).toEqual([22, 80, 443, 2379, 2380, 3000, 5000, 5432, 6081, 6379, 6432, 8008]);
  network = await MachineNetwork.start(["fire-a", "fire-b", "fire-c", "fire-d"], { folder, program: "" });
  const [a, ...others] = network.machines;
  if (!a) throw new Error("There is no machine.");
  const run = async (on: Machine, script: string) => {
    const { code, output } = await on.run(script);
    if (code !== 0) throw new Error(`On ${on.name}:\n${script}\n${output}`);
    return output;
  };
  // The machine's stand-in for SSH listens on port 22 already.
  const listening = all.filter((port) => port !== 22);
  await run(
    a,
    `setsid node -e 'for (const port of ${JSON.stringify(listening)}) require("node:net").createServer().listen(port)' > /dev/null 2>&1 < /dev/null &`,
  );
  const ask = async (on: Machine, open: number[]) => JSON.parse(await run(on, connectTo(all, open)));
  const [b] = others;
  if (!b) throw new Error("There is no machine.");
  expect(await ask(b, all), "without a firewall").toEqual(all);

  await run(
    a,
    `cat > /etc/nftables.conf <<'END'\n${readFileSync(path.join(root, "docs/several-machines/nftables.conf"), "utf8")}END
nft -f /etc/nftables.conf`,
  );
  const seen = await Promise.all(
    others.map(async (on, n) => {
      const host = "BCD"[n] ?? "";
      const open = ports.filter(({ hosts }) => hosts.includes(host)).map(({ port }) => port);
      return [host, await ask(on, open), open.toSorted((x, y) => x - y)] as const;
    }),
  );
  for (const [host, found, open] of seen) expect(found, host).toEqual(open);
  expect(await ask(a, all), "from A itself").toEqual(all);
});
