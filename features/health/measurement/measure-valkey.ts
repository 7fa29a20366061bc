import { gt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { webNodes } from "#db/schema.ts";
import { env } from "#lib/env.ts";
import { probeValkey } from "#lib/valkey/client.ts";
import { type ValkeyFailure, valkeyFailures } from "#lib/valkey/valkey-client.ts";
import { silentSeconds } from "../checks/nodes.ts";
import { maxLost, type ValkeyFacts } from "../checks/valkey.ts";

/**
 * Reads which of the running nodes have lost Valkey. If no node is running, or the site has none, this process tries
 * it.
 */
export async function measureValkey(db: Executor): Promise<ValkeyFacts> {
  const nodes = env().VIGIE_CLUSTER ? await listNodes(db) : [];
  if (nodes.length === 0) return tryValkey();
  const lost = nodes.flatMap(({ host, failure }) =>
    failure === null ? [] : [{ host, failure: parseFailure(failure) }],
  );
  return {
    isUsed: env().VALKEY_URL !== undefined || lost.length > 0,
    total: nodes.length,
    lost: lost.slice(0, maxLost),
  };
}

/** Tries whether this process can use Valkey. */
export async function tryValkey(): Promise<ValkeyFacts> {
  const failure = await probeValkey();
  return {
    isUsed: env().VALKEY_URL !== undefined,
    total: 1,
    lost: failure === undefined ? [] : [{ host: "", failure }],
  };
}

const listNodes = (db: Executor) =>
  db
    .select({ host: sql<string>`left(${webNodes.host}, 255)`, failure: webNodes.valkeyFailure })
    .from(webNodes)
    .where(gt(webNodes.beatAt, sql`now() - make_interval(secs => ${silentSeconds})`))
    .orderBy(webNodes.host);

/** A node of a later version may have written a failure that this one does not know. */
const parseFailure = (failure: string): ValkeyFailure =>
  valkeyFailures.find((known) => known === failure) ?? "unusable";
