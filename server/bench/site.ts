import { readFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "#server/postgres/cluster.ts";
import { root, startChild, untilReady } from "./child-process.ts";

export interface BenchSite {
  url: string;
  /** The serving process. */
  pid: number;
  /** Milliseconds from the command to the first complete page. */
  coldStart: number;
  stop(): Promise<void>;
}

/** The first start includes a build, if one is needed. */
const startTimeoutMs = 10 * 60_000;

/** Starts the production site as an operator would, with demo content, on its own data folder. */
export async function startSite(dataDir: string): Promise<BenchSite> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const child = startChild(process.execPath, ["server/process/bootstrap.mjs", "start"], {
    PATH,
    HOME,
    LANG,
    TMPDIR,
    NODE_ENV: "production",
    PORT: String(port),
    SITE_URL: url,
    SITE_LOCALE: "fr",
    DATA_DIR: dataDir,
    DEMO: "1",
    LOG_LEVEL: "warn",
    // One machine simulates many readers: each request names its network, as behind a proxy.
    TRUST_PROXY: "1",
  });
  const ended = new Promise<never>((_, reject) => {
    child.process.once("exit", (code) => reject(new Error(`The site ended before it was ready (code ${code}).`)));
  });
  ended.catch(() => {});
  const coldStart = await Promise.race([untilReady(`${url}/`, startTimeoutMs), ended]);
  return { url, pid: servingProcess(dataDir), coldStart, stop: child.stop };
}

/** Describes a site that already runs on this data folder. `stop` does nothing, because the bench did not start it. */
export function runningSite({ dataDir, url }: { dataDir: string; url: string }): BenchSite {
  return { url: url.replace(/\/$/, ""), pid: servingProcess(dataDir), coldStart: Number.NaN, stop: async () => {} };
}

function servingProcess(dataDir: string): number {
  const owner: unknown = JSON.parse(readFileSync(path.join(dataDir, "vigie.lock"), "utf8"));
  return typeof owner === "object" && owner !== null && "pid" in owner ? Number(owner.pid) : 0;
}

/** Where `next build` writes: unknown addresses must leave nothing there. */
export const buildFolder = path.join(root, ".next");
