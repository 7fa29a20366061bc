import { readFile } from "node:fs/promises";
import path from "node:path";
import { actionManifestFile } from "./internals.ts";

/** Next's names of server functions: a byte of what they are, then a hash. */
const idPattern = /^[\da-f]{42}$/;
/** The highest bit of that byte: a cache function, which Next would call as readily as an action (16.4.6). */
const isCacheFunction = (id: string) => Number.parseInt(id.slice(0, 2), 16) >= 0x80;

/** Whether an id is that of a server action of this build. */
export type ActionIds = Pick<ReadonlySet<string>, "has">;

/**
 * The server actions of a build: what its manifest names, without the cache functions. A build without a manifest has none; a
 * manifest of another shape than this reads is an error, since the site would refuse every form.
 */
export async function readActionIds(build: string): Promise<ActionIds> {
  let text: string;
  try {
    text = await readFile(path.join(build, actionManifestFile), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Set();
    throw error;
  }
  return actionIdsOf(JSON.parse(text));
}

/** See `readActionIds`. */
export function actionIdsOf(manifest: unknown): ActionIds {
  const node = typeof manifest === "object" && manifest !== null && "node" in manifest ? manifest.node : undefined;
  if (typeof node !== "object" || node === null) throw new Error("Next's manifest of server functions has no `node`.");
  const ids = Object.entries(node).flatMap(([id, entry]) => {
    const name: unknown = entry?.exportedName;
    if (!idPattern.test(id) || typeof name !== "string")
      throw new Error(`Next's manifest has an unknown entry: ${id}.`);
    // Two marks of the same: neither alone is enough to let one in.
    return isCacheFunction(id) || name.startsWith("$$RSC_SERVER_CACHE_") ? [] : [id];
  });
  return new Set(ids);
}
