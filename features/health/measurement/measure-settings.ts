import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Executor } from "#db/client.ts";
import { hasAuthenticator, hasPasskey } from "#features/auth/second-step/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { env, recommendedSecretLength } from "#lib/env.ts";
import { parseFeed } from "#lib/feed/parse-feed.ts";
import { fetchExternal } from "#lib/fetch/fetch.ts";
import { isLocalHost } from "#lib/fetch/public-address.ts";
import { text } from "../checks/facts.ts";
import type { ProtectionFacts, Weakness } from "../checks/protection.ts";
import { isLaterVersion, type VersionFacts } from "../checks/version.ts";

/** Whether SITE_URL leads to this machine or network only: a trial needs no protection from the internet. */
export function isLocalSite(): boolean {
  return isLocalHost(new URL(env().SITE_URL).hostname.replace(/^\[(.*)\]$/, "$1"));
}

/** Finds settings that weaken protection. A site that only this network reaches has none. */
export async function measureProtection(db: Executor, settings: Settings): Promise<ProtectionFacts> {
  const { SITE_URL, TRUST_PROXY, FETCH_ALLOW_PRIVATE } = env();
  if (isLocalSite()) return { weaknesses: [], staffWithout: 0 };
  const isHttps = SITE_URL.startsWith("https:");
  const secret = process.env.AUTH_SECRET ?? "";
  const staffWithout = settings["members.staffTwoStep"] === 1 ? 0 : await countStaffWithoutSecondStep(db);
  const found: (Weakness | false)[] = [
    !isHttps && "http",
    isHttps && TRUST_PROXY === 0 && "proxy",
    FETCH_ALLOW_PRIVATE && "privateFetch",
    secret.length > 0 && secret.length < recommendedSecretLength && "secret",
    staffWithout > 0 && "secondStep",
  ];
  return { weaknesses: found.filter((one) => one !== false), staffWithout };
}

async function countStaffWithoutSecondStep(db: Executor): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from members
    where role in ('admin', 'editor', 'moderator') and deleted_at is null and not (${hasAuthenticator} or ${hasPasskey})`);
  return row?.count ?? 0;
}

const packageSchema = z.object({ version: text(60) });

/** The version in package.json of the folder that this process runs in. */
export async function readVersion(): Promise<string> {
  const parsed = packageSchema.safeParse(JSON.parse(await readFile(join(process.cwd(), "package.json"), "utf8")));
  return parsed.success ? parsed.data.version : "";
}

/** The build that this process runs: what the folder held when it was first asked. */
let runningBuild: string | undefined;

/** Measures which version runs, and whether the folder still holds it. */
export async function measureVersion(latest: string): Promise<VersionFacts> {
  const built = await readFile(join(process.cwd(), ".next", "vigie-build"), "utf8").catch(() => "");
  runningBuild ??= built;
  return {
    version: await readVersion(),
    startedAt: Math.round(performance.timeOrigin),
    isFolderSame: runningBuild === "" || built === "" ? null : built === runningBuild,
    latest,
    returnedFrom: await readReturn(),
  };
}

/** What the launcher writes when a release dies often after its upgrade (server/upgrade/probation.mjs). */
const returnSchema = z.object({ returned: z.object({ version: text(80) }) });

/** The release from which the site returned by itself, until the next upgrade; empty: none. */
async function readReturn(): Promise<string> {
  const content = await readFile(join(env().DATA_DIR, "release.json"), "utf8").catch(() => "{}");
  try {
    const parsed = returnSchema.safeParse(JSON.parse(content));
    return parsed.success ? parsed.data.returned.version : "";
  } catch {
    return "";
  }
}

/** A release feed is small. */
const maxFeedBytes = 500_000;

/** Reads the newest version that a release feed lists; empty if it lists none, or cannot be read. */
export async function findLatestRelease(address: string, signal?: AbortSignal): Promise<string> {
  const outcome = await fetchExternal(address, {
    maxBytes: maxFeedBytes,
    totalTimeoutMs: 15_000,
    ...(signal && { signal }),
  });
  if (!outcome.ok || outcome.body.length === 0) return "";
  const contentType = outcome.headers["content-type"] ?? "";
  const parsed = parseFeed(outcome.body, { url: outcome.url, contentType, maxItems: 50 });
  if (!parsed.ok) return "";
  const versions = parsed.feed.items.flatMap(
    ({ title }) => /\bv?\d{1,6}\.\d{1,6}(?:\.\d{1,6})?(?![\w.-])/.exec(title) ?? [],
  );
  return versions
    .reduce((newest, one) => (newest === "" || isLaterVersion(one, newest) ? one : newest), "")
    .slice(0, 60);
}
