import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Env } from "#lib/env.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { SharedBuilds } from "../http/static/shared-builds.ts";

/** Stores the static files of the build in `root` for the other nodes, and returns those of their builds. */
export async function shareBuild(root: string, env: Pick<Env, "DATA_DIR" | "SITE_URL">): Promise<SharedBuilds> {
  const build = path.join(root, ".next");
  const builds = new SharedBuilds({
    storage: mediaStorage(),
    buildId: await readFile(path.join(build, "BUILD_ID"), "utf8"),
    staticFolder: path.join(build, "static"),
    folder: path.join(env.DATA_DIR, "builds"),
    secure: env.SITE_URL.startsWith("https:"),
  });
  await builds.share();
  return builds;
}
