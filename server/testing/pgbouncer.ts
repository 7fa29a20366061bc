import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../postgres/cluster.ts";
import { findProgram } from "./find-program.ts";

export const pgbouncer = findProgram("pgbouncer");

/** How long PgBouncer may take to start on a busy machine (ms). */
const startTimeoutMs = 60_000;

/**
 * Starts a PgBouncer in front of the server of `url`, which forwards to every database of it.
 * @param poolMode `transaction`: a client may get another session for each transaction
 */
export async function startPgBouncer(url: string, poolMode: "session" | "transaction") {
  if (!pgbouncer) throw new Error("PgBouncer is not installed.");
  const { hostname, port: serverPort, username, password } = new URL(url);
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), "vigie-pgbouncer-"));
  // PgBouncer does not run as root, and reads its files as another user.
  chmodSync(folder, 0o755);
  writeFileSync(path.join(folder, "users.txt"), `"${username}" "${decodeURIComponent(password)}"\n`);
  const settings = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "trust",
    auth_file: path.join(folder, "users.txt"),
    pool_mode: poolMode,
    default_pool_size: 5,
    max_client_conn: 200,
  };
  writeFileSync(
    path.join(folder, "pgbouncer.ini"),
    `[databases]\n* = host=${hostname} port=${serverPort}\n[pgbouncer]\n${Object.entries(settings)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join("")}`,
  );
  const asUser = process.getuid?.() === 0 ? ["-u", "postgres"] : [];
  const child = spawn(pgbouncer, [...asUser, path.join(folder, "pgbouncer.ini")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const until = Date.now() + startTimeoutMs;
  while (!(await canConnect(port))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`PgBouncer did not start: ${output}`);
    await sleep(50);
  }
  const pooled = Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(port) });
  return {
    url: pooled.href,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
