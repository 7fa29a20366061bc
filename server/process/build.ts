import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { OperatorError } from "#lib/operator-error.ts";
import { precompress } from "../http/static/precompress.ts";
import { computeBuildHash, deleteBuildHash, isBuilt, writeBuildHash } from "./build-fingerprint.ts";
import { acquireLockFile } from "./lock-file.mjs";

/** Lines of a failed build that are shown; the compiler's message is among the last. */
const maxShownLines = 30;
/** As long as Next's own ids. */
const buildIdLength = 21;
/** How often the person who waits gets a progress line (ms). */
const progressIntervalMs = 15_000;

/**
 * A build contains nothing of the site. All pages are rendered again after each start, so one build serves any address and language and is rebuilt
 * only when the sources change; e2e/build-independence.spec.ts checks that no page contains values of the build. The actions' key is no secret here:
 * it determines the names of the actions, which are therefore equal in every build, and a form that was open during an upgrade still works. The
 * running process encrypts with its own key.
 */
const buildEnvironment = {
  SITE_URL: "http://from-the-build.invalid",
  SITE_LOCALE: "fr",
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: createHash("sha256").update("vigie").digest("base64"),
};

/**
 * Makes the production build in `.next` of `root` unless the one there is of these sources. Needs no database.
 * `stopping` aborts the build. Throws an OperatorError with the last lines of output if it fails.
 */
export async function buildIfNeeded(options: {
  root: string;
  stopping?: AbortSignal;
  say: (line: string) => void;
}): Promise<{ built: boolean }> {
  const { root, say } = options;
  const hash = computeBuildHash(root, { ...buildEnvironment, node: process.version });
  if (isBuilt(root, hash)) return { built: false };
  const lock = await waitForBuildLock(path.join(root, ".build.lock"), say, options.stopping);
  try {
    if (isBuilt(root, hash)) return { built: false };
    deleteBuildHash(root);
    // Route types that an earlier development server left would be compiled too, and may contradict the present routes.
    rmSync(path.join(root, ".next", "dev", "types"), { recursive: true, force: true });
    say("Building the site (the first time and after changes): one to three minutes.");
    await runBuild({ root, hash, say }, options.stopping);
    await precompress(path.join(root, ".next", "static"));
    writeBuildHash(root, hash);
    return { built: true };
  } finally {
    lock.release();
  }
}

async function waitForBuildLock(file: string, say: (line: string) => void, stopping?: AbortSignal) {
  for (let lastReportAt = false; ; lastReportAt = true) {
    const lock = await acquireLockFile(file);
    if (lock.isAcquired) return lock;
    if (!lastReportAt) say(`Another Vigie (pid ${lock.pid}) is building in this folder: waiting for it.`);
    await sleep(250, undefined, { signal: stopping });
  }
}

async function runBuild(
  { root, hash, say }: { root: string; hash: string; say: (line: string) => void },
  stopping?: AbortSignal,
): Promise<void> {
  const child = spawn(process.execPath, [path.join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...buildEnvironment,
      // Builds of the same sources have the same id, wherever they are made: a browser may get a page from one machine
      // and its data from another.
      VIGIE_BUILD_ID: hash.slice(0, buildIdLength),
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      FORCE_COLOR: "0",
    },
  });
  const kill = () => child.kill("SIGTERM");
  stopping?.addEventListener("abort", kill);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + stripVTControlCharacters(text)).split(/[\r\n]+/);
      rest = parts.pop() ?? "";
      for (const part of parts) {
        lines.push(part);
        // Next marks finished steps with a tick; its table of routes is for developers.
        if (/^ *✓ (Compiled|Generating|Finished TypeScript)/.test(part)) say(`  ${part.replace(/^ *✓ /, "")}`);
      }
    });
  }
  const began = Date.now();
  const waiting = setInterval(() => say(`  ${Math.round((Date.now() - began) / 1_000)} s so far`), progressIntervalMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => clearInterval(waiting));
  stopping?.removeEventListener("abort", kill);
  stopping?.throwIfAborted();
  if (code === 0) return;
  const last = lines.filter((line) => line.trim() !== "").slice(-maxShownLines);
  const why = lines.some((line) => /ENOSPC|No space left/.test(line)) ? "the disk is full" : "see the lines above";
  throw new OperatorError([...last, "", `The site could not be built: ${why}.`].join("\n"));
}
