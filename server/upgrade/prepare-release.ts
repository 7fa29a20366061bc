import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { OperatorError } from "#lib/operator-error.ts";
import { lowerPriority } from "../process/lower-priority.ts";
import { unpackArchive } from "./release-archive.ts";
import { releasesFolder, removeIncompleteParts } from "./release-folder.ts";

interface RunOptions {
  env: NodeJS.ProcessEnv;
  say(line: string): void;
  signal: AbortSignal;
}

/**
 * Unpacks an archive of a release into DATA_DIR, once: the folder has its final name when it is complete. Returns the
 * folder.
 */
export async function unpackRelease(file: string, dataDir: string, signal: AbortSignal): Promise<string> {
  if (!existsSync(file)) throw new OperatorError(`There is no folder or archive ${file}.`);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const folder = path.join(releasesFolder(dataDir), hash.digest("hex").slice(0, 12));
  if (existsSync(folder)) return folder;
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true, mode: 0o755 });
  try {
    const content = await unpackArchive(file, part, signal);
    if (!existsSync(path.join(content, "package.json")))
      throw new OperatorError(
        `${file} is not a release of Vigie: there is no package.json at its top or in its only folder.`,
      );
    renameSync(content, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return folder;
}

/**
 * Installs the dependencies of a release and builds it, unless that is done: its own command line does both. The running
 * site goes first: the work has a low priority.
 */
export async function installAndBuild(folder: string, options: RunOptions): Promise<void> {
  const bootstrap = path.join(folder, "server", "process", "bootstrap.mjs");
  const child = spawn(process.execPath, [bootstrap, "vigie", "build"], {
    cwd: folder,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid !== undefined) lowerPriority(child.pid, constants.priority.PRIORITY_LOW);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => {
      if (line.trim() === "") return;
      lines.push(line);
      options.say(`  ${line.trimStart()}`);
    });
  const stop = () => child.kill("SIGTERM");
  options.signal.addEventListener("abort", stop, { once: true });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => options.signal.removeEventListener("abort", stop));
  options.signal.throwIfAborted();
  if (code === 0) return;
  if (lines.some((line) => /ENOSPC|disk is full/.test(line))) removeIncompleteParts(folder);
  const reason = lines.at(-1) ?? `it ended with ${code}`;
  const offline = reason.includes("dependencies could not be installed")
    ? " Without a network: run `npm ci` in that folder on a machine of the same kind, and copy it here with its node_modules."
    : "";
  throw new OperatorError(`The release was not prepared, and nothing has changed for the site. ${reason}${offline}`);
}

/**
 * Starts a release once without readers, on a free port of this machine, and stops it: this migrates the database. Throws
 * an OperatorError with its message if it does not become ready.
 */
export async function tryRelease(folder: string, options: RunOptions & { timeoutMs: number }): Promise<void> {
  const bootstrap = path.join(folder, "server", "process", "bootstrap.mjs");
  const child = spawn(process.execPath, [bootstrap, "start"], {
    cwd: folder,
    env: { ...options.env, PORT: "0", HOST: "127.0.0.1", WORKER: "0" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines: string[] = [];
  const timer = setTimeout(() => child.kill("SIGTERM"), options.timeoutMs);
  const stop = () => child.kill("SIGTERM");
  options.signal.addEventListener("abort", stop, { once: true });
  let isReady = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    if (!line.startsWith("Vigie is ready")) return;
    isReady = true;
    child.kill("SIGTERM");
  });
  await new Promise<void>((resolve) => child.once("close", () => resolve()));
  clearTimeout(timer);
  options.signal.removeEventListener("abort", stop);
  options.signal.throwIfAborted();
  const reason = lines.filter((line) => line !== "Stopping…").at(-1);
  if (!isReady) throw new OperatorError(`The release does not start: ${reason ?? "it gave no reason."}`);
}
