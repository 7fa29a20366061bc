import { readFile } from "node:fs/promises";
import path from "node:path";
import { actionManifestFile } from "./internals.ts";

/** Next's ids of server functions: one byte for the kind, then a hash. */
const idPattern = /^[\da-f]{42}$/;
/** The highest bit of that byte marks a cache function, which Next would call like an action (16.4.6). */
const isCacheFunction = (id: string) => Number.parseInt(id.slice(0, 2), 16) >= 0x80;

/** The ids of this build's server actions. */
export type ActionIds = Pick<ReadonlySet<string>, "has">;

/** The ids of actions, each with its file and exported name: `features/comments/actions.ts#postCommentAction`. */
export type ActionNames = ReadonlyMap<string, string>;

/**
 * Reads the server actions of a build from its manifest, without the cache functions. A build without a manifest has none. Throws for a manifest of
 * an unknown shape, because the site would refuse every form.
 */
export async function readActions(build: string): Promise<ActionNames> {
  let text: string;
  try {
    text = await readFile(path.join(build, actionManifestFile), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  }
  return actionsOf(JSON.parse(text));
}

/** See `readActions`. */
export function actionsOf(manifest: unknown): ActionNames {
  const node = typeof manifest === "object" && manifest !== null && "node" in manifest ? manifest.node : undefined;
  if (typeof node !== "object" || node === null) throw new Error("Next's manifest of server functions has no `node`.");
  const ids = Object.entries(node).flatMap(([id, entry]) => {
    const name: unknown = entry?.exportedName;
    if (!idPattern.test(id) || typeof name !== "string")
      throw new Error(`Next's manifest has an unknown entry: ${id}.`);
    // Two marks of a cache function; either one excludes the id.
    const isCached = isCacheFunction(id) || name.startsWith("$$RSC_SERVER_CACHE_");
    return isCached ? [] : [[id, `${entry.filename}#${name}`] as const];
  });
  return new Map(ids);
}
