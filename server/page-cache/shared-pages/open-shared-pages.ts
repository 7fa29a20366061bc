import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { ChangeLogPosition } from "#db/change-log.ts";
import type { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import type { Env } from "#lib/env.ts";
import type { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { hashContent } from "../etag.ts";
import { SeenChanges } from "./seen-changes.ts";
import { SharedPages } from "./shared-pages.ts";

/** Variables that may differ between instances that render the same pages. */
const ownVariables =
  /^(?:PORT|HOST|DATA_DIR|DATABASE_|VALKEY_|AUTH_SECRET|BACKUP_|TRUST_PROXY|DEMO|WORKER|METRICS_|OTEL_|LOG_|VIGIE_)/;

interface OpenOptions {
  client: ValkeyClient;
  invalidations: InvalidationLog;
  env: Env;
  /** The project's folder, with `.next` and `server`. */
  root: string;
}

/** Opens the pages that the instances of a site share; call `onPosition` at each read of the change log, and `onLost`. */
export async function openSharedPages({ client, invalidations, env, root }: OpenOptions) {
  const program = await identifyProgram(root, env);
  const seen = new SeenChanges();
  let database = "";
  /** Whether the last position says what pages contain. */
  let isCurrent = false;
  invalidations.observe((tags, change) => seen.record(tags, change));
  const pages = new SharedPages({
    client,
    seen,
    invalidations,
    scope: () => (isCurrent && database !== "" ? hashContent(program, "\n", database) : undefined),
  });
  return {
    pages,
    onPosition(position: ChangeLogPosition, { isGap, identity }: { isGap: boolean; identity: string }): void {
      // Transactions of another database have nothing to do with those before.
      if (isGap || identity !== database) seen.begin(position);
      else seen.advance(position);
      // While rows are left out a position does not say what has been read.
      database = identity;
      isCurrent = position.skipped === undefined;
    },
    /** Nothing is shared until the next position: pages may come from a server that lacks changes of the last one. */
    onLost(): void {
      isCurrent = false;
    },
  };
}

/** Identifies what renders pages: the build, the server's sources, and the variables that a page may depend on. */
export async function identifyProgram(root: string, env: Env): Promise<string> {
  const server = path.join(root, "server");
  const names = await readdir(server, { recursive: true });
  const sources = names.filter((name) => /\.(?:ts|mjs)$/.test(name) && !name.endsWith(".test.ts")).sort();
  const files = await Promise.all(sources.map((name) => readFile(path.join(server, name))));
  const build = await readFile(path.join(root, ".next/BUILD_ID"), "utf8");
  const variables = Object.entries(env).filter(([name]) => !ownVariables.test(name));
  const list = sources.map((name, index) => [name, files[index]?.length]);
  return hashContent(JSON.stringify([build, variables, list]), ...files);
}
