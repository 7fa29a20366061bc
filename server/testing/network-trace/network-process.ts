import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { migrate } from "#db/migrate.ts";
import { startTestPostgres } from "../temporary-postgres.ts";
import { publicAddress } from "./addresses.ts";
import { startHostileSite } from "./hostile-site.ts";
import { startNameServer } from "./name-server.ts";

// Runs a web server, a name server, a database and the traced process in a network namespace of its own.
//   unshare --net --mount node server/testing/network-trace/network-process.ts FOLDER

const folder = process.argv[2] ?? "";
const run = (command: string, ...args: string[]) => {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
};
run("ip", "link", "set", "lo", "up");
run("ip", "address", "add", `${publicAddress}/32`, "dev", "lo");
// Without a global IPv6 address, no name is resolved to an IPv6 address.
run("ip", "address", "add", "2a0b:1234::77/128", "dev", "lo");
writeFileSync(path.join(folder, "resolv.conf"), `nameserver ${publicAddress}\n`);
run("mount", "--bind", path.join(folder, "resolv.conf"), "/etc/resolv.conf");
await startNameServer();
const { trapped } = await startHostileSite();
const postgres = await startTestPostgres();
await migrate(postgres.url);
const traced = new URL("./traced-process.ts", import.meta.url).pathname;
const { NODE_OPTIONS: _, ...inherited } = process.env;
const child = spawn(
  "strace",
  ["-f", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", path.join(folder, "trace"), process.execPath, traced],
  {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...inherited,
      ...{ DATABASE_URL: postgres.url, SITE_URL: "http://vigie.test", DATA_DIR: path.join(folder, "data") },
      FETCH_ALLOW_PRIVATE: "0",
    },
  },
);
let output = "";
child.stdout.on("data", (piece) => (output += piece));
const status = await new Promise((resolve) => child.once("exit", resolve));
await postgres.stop();
const databasePort = Number(new URL(postgres.url).port);
process.stdout.write(
  JSON.stringify({ status, databasePort, trapped, work: output === "" ? null : JSON.parse(output) }),
);
process.exit();
