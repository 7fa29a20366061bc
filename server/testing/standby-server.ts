import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "#db/client.ts";
import { createCluster, freePort } from "../postgres/cluster.ts";
import { findClusterLocation } from "../postgres/cluster-location.ts";
import { createTestFolder, removeTestFolder } from "./temporary-postgres.ts";

/** How long the server may take to answer on a busy machine (ms). */
const startTimeoutMs = 60_000;

/** Starts a PostgreSQL of its own in recovery, as a standby whose primary is away: it answers, and accepts no writes. */
export async function startStandby(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = createTestFolder();
  const location = findClusterLocation(dataDir, () => {});
  const password = "of a test";
  await createCluster(location, password, () => {});
  const data = path.join(location.home, "data");
  const signal = path.join(data, "standby.signal");
  writeFileSync(signal, "");
  if (location.user) chownSync(signal, location.user.uid, location.user.gid);
  const port = await freePort();
  const parameters = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories="];
  const child: ChildProcess = spawn(
    path.join(location.native, "bin", "postgres"),
    ["-D", data, ...parameters.flatMap((parameter) => ["-c", parameter])],
    { cwd: data, stdio: "ignore", ...(location.user && { uid: location.user.uid, gid: location.user.gid }) },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    child.kill("SIGQUIT");
    await ended;
    removeTestFolder(dataDir);
  };
  for (const until = Date.now() + startTimeoutMs; !(await answers(url)); await sleep(100)) {
    if (child.exitCode === null && Date.now() < until) continue;
    await stop();
    throw new Error("The standby does not answer.");
  }
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  const { sql, close } = connect(url, { max: 1 });
  return sql`select 1`
    .then(
      () => true,
      () => false,
    )
    .finally(close);
}
