// Plain JavaScript without dependencies: it runs on Node 20 before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { acquireLockFile } from "./lock-file.mjs";

/**
 * Makes node_modules match package-lock.json, with `npm ci`, unless it does already. Two processes that start together
 * wait for each other. Throws an Error whose message is one line for the operator.
 * @param {string} root the program's folder
 * @param {AbortSignal} breakOff aborts the wait and npm
 * @param {NodeJS.WriteStream} out receives progress lines
 */
export async function installDependencies(root, breakOff, out) {
  if (isInstalled(root)) return;
  const lock = await waitForInstallLock(path.join(root, ".install.lock"), breakOff, out);
  try {
    if (isInstalled(root)) return;
    if (!matchesLockfile(root)) await runNpm(root, breakOff, out);
    writeFileSync(installedHashFile(root), hashLockfile(root));
  } finally {
    lock.release();
  }
}

/**
 * @param {string} file
 * @param {AbortSignal} breakOff
 * @param {NodeJS.WriteStream} out
 */
async function waitForInstallLock(file, breakOff, out) {
  for (let reported = false; ; reported = true) {
    const lock = await acquireLockFile(file);
    if (lock.isAcquired) return lock;
    if (!reported) out.write(`Another Vigie (pid ${lock.pid}) is installing dependencies: waiting for it.\n`);
    if (breakOff.aborted) throw new Error("Stopped.");
    await sleep(200);
  }
}

/** @param {string} root */
function installedHashFile(root) {
  return path.join(root, "node_modules", ".vigie-installed");
}

/** @param {string} root */
function hashLockfile(root) {
  return createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
}

/**
 * `npm ci` empties node_modules first and the hash is written last, so an interrupted install has none.
 * @param {string} root
 */
function isInstalled(root) {
  try {
    return readFileSync(installedHashFile(root), "utf8") === hashLockfile(root);
  } catch {
    return false;
  }
}

/**
 * The packages that a lock file names, by folder.
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>}
 */
function readLockfile(file) {
  const { "": _ourselves, ...packages } = JSON.parse(readFileSync(file, "utf8")).packages;
  return packages;
}

/**
 * Whether somebody ran `npm ci` or `npm install` by hand: at its end npm records what it installed.
 * @param {string} root
 */
function matchesLockfile(root) {
  try {
    const wanted = readLockfile(path.join(root, "package-lock.json"));
    const there = readLockfile(path.join(root, "node_modules", ".package-lock.json"));
    return (
      existsSync(nodeBinary(root)) &&
      Object.keys(there).every((name) => name in wanted) &&
      Object.entries(wanted).every(([name, { version, optional }]) =>
        there[name] ? there[name].version === version : optional === true,
      )
    );
  } catch {
    return false;
  }
}

/**
 * The path of Node 24 in the package `node`, which runs everything after the installation.
 * @param {string} root
 */
export function nodeBinary(root) {
  return path.join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

/**
 * @param {string} root
 * @param {AbortSignal} breakOff
 * @param {NodeJS.WriteStream} out
 */
async function runNpm(root, breakOff, out) {
  const parameters = ["ci", "--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const child =
    npm && /\bnpm-cli\.c?js$/.test(npm)
      ? spawn(process.execPath, [npm, ...parameters], { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
      : spawn("npm", parameters, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  breakOff.addEventListener("abort", () => child.kill("SIGTERM"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output = (output + text).slice(-20_000);
    });
  }
  const progress = showProgress(root, out);
  /** @type {number | string | null} */
  const outcome = await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", resolve);
  });
  progress.end();
  if (breakOff.aborted) throw new Error("Stopped: the next start installs the dependencies anew.");
  if (outcome === 0) return;
  const lines = output.split("\n").map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim());
  const why = lines.find((line) =>
    /ENOSPC|ENOTFOUND|EACCES|ECONN|ETIMEDOUT|EAI_AGAIN|EUSAGE|E4\d\d|EINTEGRITY/.test(line),
  );
  const reason = why ?? lines.find((line) => line !== "" && !line.startsWith("code ")) ?? `npm ended with ${outcome}`;
  throw new Error(
    `The dependencies could not be installed: ${reason}. Check the network, the disk's room and npm's settings, then run the same command again.`,
  );
}

/**
 * Shows how many of the lock file's packages are installed: redrawn on a terminal, else a line every ten seconds.
 * @param {string} root
 * @param {NodeJS.WriteStream} out
 */
function showProgress(root, out) {
  const folders = Object.entries(readLockfile(path.join(root, "package-lock.json")))
    .filter(([, { optional }]) => !optional)
    .map(([name]) => path.join(root, name, "package.json"));
  const began = Date.now();
  const line = () => {
    const done = folders.filter((folder) => existsSync(folder)).length;
    const seconds = Math.round((Date.now() - began) / 1000);
    return `Installing dependencies: ${Math.floor((100 * done) / folders.length)} %, ${seconds} s`;
  };
  out.write("Installing dependencies (the first time, and when they change): one to two minutes.\n");
  const live = out.isTTY;
  const timer = setInterval(() => (live ? out.write(`\r${line()} `) : out.write(`${line()}\n`)), live ? 500 : 10_000);
  return {
    end() {
      clearInterval(timer);
      if (live) out.write(`\r${line()}\n`);
    },
  };
}
