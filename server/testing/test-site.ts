import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../postgres/cluster.ts";
import { root } from "./run-program.ts";
import { describeExpiry, type Expiry, type Limits, Watchdog } from "./watchdog.ts";

export interface RunningSite {
  url: string;
  /** The environment for its command line. */
  env: NodeJS.ProcessEnv;
  /** Stops it as an operator would; false if it had to be killed or exited with an error. */
  stop(): Promise<boolean>;
}

/** The time that the site gets to stop after one signal; npm's own limit is longer (milliseconds). */
const stopTimeoutMs = 60_000;

/**
 * Starts the production site as an operator would (`npm start`), with demo content, in a separate data folder, and waits until it is ready. Builds it
 * if the source has changed since the last build. `further`: additional environment variables. Throws an Error with the end of its output if it
 * exits, or if a limit is reached before it is ready.
 */
export async function startTestSite(
  dataDir: string,
  limits: Limits,
  say: (line: string) => void,
  further: Record<string, string> = {},
): Promise<RunningSite> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  // Nothing of the developer's own site is passed on, neither its database nor its settings.
  const { PATH, HOME, LANG, TMPDIR, NODE_OPTIONS } = process.env;
  const env: NodeJS.ProcessEnv = {
    PATH,
    HOME,
    LANG,
    TMPDIR,
    NODE_OPTIONS,
    PORT: String(port),
    SITE_URL: url,
    SITE_LOCALE: "fr",
    DATA_DIR: dataDir,
    DEMO: "1",
    LOG_LEVEL: "warn",
    NODE_ENV: "production",
    // Each journey comes from another network (e2e/fixtures.ts), as readers do: limits are counted per network.
    TRUST_PROXY: "1",
    ...further,
  };
  const child = spawn(process.execPath, ["server/process/bootstrap.mjs", "start"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  // The site never outlives this process, however it ends.
  process.once("exit", () => child.kill("SIGTERM"));
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  mkdirSync(dataDir, { recursive: true });
  const log = createWriteStream(join(dataDir, "site.log"));
  const lines: string[] = [];
  let expired: Expiry | undefined;
  const watchdog = new Watchdog(limits, (reason) => {
    expired = reason;
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      lines.push(line);
      if (lines.length > 200) lines.shift();
      watchdog.reset();
      say(line);
    });
  }
  const stop = async () => {
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
    const code = await ended;
    clearTimeout(kill);
    log.end();
    return code === 0;
  };
  let over = false;
  void ended.then(() => {
    over = true;
  });
  try {
    while (!(await isReady(url))) {
      const last = () => lines.slice(-60).join("\n");
      if (over) throw new Error(`The site ended (code ${await ended}) before it was ready:\n${last()}`);
      if (expired) {
        await stop();
        throw new Error(`The site was not ready: ${describeExpiry(expired, limits, "no output")}:\n${last()}`);
      }
      await wait(200);
    }
  } finally {
    watchdog.stop();
  }
  return { url, env, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
