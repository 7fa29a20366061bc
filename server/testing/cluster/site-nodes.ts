import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkPort } from "#server/process/port.ts";
import { root } from "../run-program.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { conditionTimeoutMs, TrackedProcess } from "./tracked-process.ts";

/** One process of the site, with a link of its own to the database. */
export class SiteNode {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Between this node and the database. */
  readonly databaseLink: TcpProxy;
  /** The folder of the program that the next start runs. */
  program: string;
  readonly #env: NodeJS.ProcessEnv;
  #process: TrackedProcess | undefined;

  constructor(
    options: { name: string; port: number; dataDir: string; databaseLink: TcpProxy },
    program: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.name = options.name;
    this.port = options.port;
    this.url = `http://127.0.0.1:${options.port}`;
    this.dataDir = options.dataDir;
    this.databaseLink = options.databaseLink;
    this.program = program;
    this.#env = env;
  }

  get process(): TrackedProcess {
    if (!this.#process) throw new Error(`${this.name} was not started.`);
    return this.#process;
  }

  get isRunning(): boolean {
    return this.#process?.isRunning === true;
  }

  /** Starts it, also after it was stopped or killed, and waits until it is ready. */
  async start(): Promise<void> {
    mkdirSync(this.dataDir, { recursive: true });
    // Without the launcher, which would restart a killed node at once.
    const args = [
      "--max-old-space-size=320",
      "--max-semi-space-size=8",
      path.join(this.program, "server/process/start.ts"),
    ];
    const log = path.join(this.dataDir, "node.log");
    this.#process = new TrackedProcess(process.execPath, args, { cwd: this.program, env: this.#env, log });
    await this.#process.until(`${this.name} is ready`, () => this.isReady(), 3 * conditionTimeoutMs);
  }

  async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok;
    } catch {
      return false;
    }
  }

  /** Kills it, waits, and starts it again. */
  async restartAfterKill(pauseMs = 0): Promise<void> {
    await this.process.kill();
    await sleep(pauseMs);
    await this.start();
  }
}

interface NodesOptions {
  count: number;
  /** For the nodes' DATA_DIRs. */
  folder: string;
  /** The database's address; each node reaches it through a link of its own. */
  databaseUrl: string;
  /** The first node's port; the others follow. 0: free ones. */
  port?: number;
  /** The address that readers use. */
  siteUrl: string;
  /** The folder of the built program. */
  program?: string;
  /** Further environment of a node, such as VALKEY_URL. */
  env?: (node: { number: number; databaseUrl: string }) => Record<string, string>;
}

export interface SiteNodes {
  nodes: SiteNode[];
  /** What they share: the secret with which sessions are signed, and the token of /metrics. */
  secrets: { auth: string; metrics: string };
  stop(): Promise<void>;
}

/**
 * Starts several nodes of one built site on one database: the first one alone, because it migrates the database, then the
 * others. The site has no demo content, and believes one X-Forwarded-For.
 */
export async function startSiteNodes(options: NodesOptions): Promise<SiteNodes> {
  const { count, folder, databaseUrl, siteUrl, program = root, port = 0 } = options;
  const secrets = { auth: randomBytes(32).toString("base64"), metrics: randomBytes(24).toString("hex") };
  const actionsKey = randomBytes(32).toString("base64");
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const nodes: SiteNode[] = [];
  const stop = async () => {
    await Promise.all(nodes.map((node) => (node.isRunning ? node.process.stop() : undefined)));
    await Promise.all(nodes.map((node) => node.databaseLink.close()));
  };
  try {
    for (let n = 0; n < count; n += 1) {
      const databaseLink = await TcpProxy.open({ port: Number(new URL(databaseUrl).port), isPostgres: true });
      const name = `node${n}`;
      const own = await checkPort(port === 0 ? 0 : port + n, "127.0.0.1");
      const linkedUrl = databaseLink.addressOf(databaseUrl);
      const dataDir = path.join(folder, name);
      const env: NodeJS.ProcessEnv = {
        ...{ PATH, HOME, LANG, TMPDIR, NODE_ENV: "production", LOG_LEVEL: "warn", DEMO: "0", TRUST_PROXY: "1" },
        NODE_COMPILE_CACHE: path.join(program, "node_modules", ".cache", "node"),
        MALLOC_ARENA_MAX: "2",
        PORT: String(own),
        HOST: "127.0.0.1",
        SITE_URL: siteUrl,
        DATA_DIR: dataDir,
        DATABASE_URL: linkedUrl,
        AUTH_SECRET: secrets.auth,
        NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionsKey,
        METRICS_TOKEN: secrets.metrics,
        ...options.env?.({ number: n, databaseUrl: linkedUrl }),
      };
      nodes.push(new SiteNode({ name, port: own, dataDir, databaseLink }, program, env));
    }
    await nodes[0]?.start();
    await Promise.all(nodes.slice(1).map((node) => node.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, secrets, stop };
}
