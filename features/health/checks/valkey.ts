import { z } from "zod";
import { valkeyFailures } from "#lib/valkey/valkey-client.ts";
import { count, text } from "./facts.ts";
import { nameHosts } from "./nodes.ts";
import { findingsOf, type HealthFinding, type ProblemCode } from "./rules.ts";

/** How many processes without Valkey are listed. */
export const maxLost = 100;

/** Whether the processes of the site can use the Valkey at VALKEY_URL. */
export const valkeyFacts = z.object({
  isUsed: z.boolean(),
  /** How many processes were asked. */
  total: count,
  /** Those that cannot use it, and why; the host of a site's only process is empty. */
  lost: z.array(z.object({ host: text(255), failure: z.enum(valkeyFailures) })).max(maxLost),
});
export type ValkeyFacts = z.infer<typeof valkeyFacts>;

const codes = {
  silent: "valkeySilent",
  full: "valkeyFull",
  readOnly: "valkeyReadOnly",
  refused: "valkeyRefused",
  unusable: "valkeyUnusable",
} as const satisfies Record<(typeof valkeyFailures)[number], ProblemCode>;

const result = findingsOf("valkey");

/**
 * Assesses whether Valkey can be used. The finding names the nodes that have lost it, unless all have. If their reasons
 * differ, it gives the first one.
 */
export function assessValkey({ isUsed, total, lost }: ValkeyFacts): HealthFinding {
  const [first] = lost;
  if (!first) return isUsed ? result.ok("valkeyOk") : result.ok("valkeyNone");
  const hosts = lost.length < total ? lost.map(({ host }) => host) : [];
  return result.bad(codes[first.failure], { count: hosts.length, hosts: nameHosts(hosts) });
}
