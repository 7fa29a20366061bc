import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { SharedBuilds } from "../http/static/shared-builds.ts";
import { announceDelay } from "../process/announce-delay.ts";

/** How long a start waits for the bucket (ms): without it only pages of other builds may lack scripts, in an upgrade. */
const maxWaitMs = 30_000;
const retryMs = 30_000;

interface ShareOptions {
  stopping: AbortSignal;
  waitMs?: number;
  retryMs?: number;
}

/** Stores the static files of the build in `root` for the other nodes, and returns those of their builds. */
export async function shareBuild(
  root: string,
  env: Pick<Env, "DATA_DIR" | "SITE_URL" | "S3_ENDPOINT">,
  { say, stopping }: { say: (line: string) => void; stopping: AbortSignal },
): Promise<SharedBuilds> {
  const build = path.join(root, ".next");
  const builds = new SharedBuilds({
    storage: mediaStorage(),
    buildId: await readFile(path.join(build, "BUILD_ID"), "utf8"),
    staticFolder: path.join(build, "static"),
    folder: path.join(env.DATA_DIR, "builds"),
    secure: env.SITE_URL.startsWith("https:"),
  });
  await announceDelay(
    shareInTime(builds, { stopping }),
    `Waiting for the bucket at ${env.S3_ENDPOINT}, which stores this build's static files.`,
    { say },
  );
  return builds;
}

/**
 * Stores a build's files, or lets that continue in the background if it takes too long. Throws if the bucket refuses them
 * within this time.
 */
export async function shareInTime(builds: Pick<SharedBuilds, "share">, options: ShareOptions): Promise<void> {
  const sharing = builds.share();
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, options.stopping]);
  const late = sleep(options.waitMs ?? maxWaitMs, true, { signal }).catch(() => true);
  const isLate = await Promise.race([sharing.then(() => false), late]).finally(() => end.abort());
  if (isLate) void continueSharing(builds, sharing, options);
}

async function continueSharing(
  builds: Pick<SharedBuilds, "share">,
  sharing: Promise<void>,
  options: ShareOptions,
): Promise<void> {
  const { stopping } = options;
  if (!stopping.aborted)
    log.warn(
      "The bucket is slow: this node starts before its build's static files are stored. Until they are, the other nodes answer requests for its scripts with 404 if they run another build.",
    );
  let isFailing = false;
  for (let attempt = sharing; ; attempt = builds.share()) {
    try {
      await attempt;
      log.info("The bucket has this build's static files.");
      return;
    } catch (error) {
      if (!isFailing && !stopping.aborted)
        log.warn({ err: error }, "The bucket did not store this build's static files; retrying.");
      isFailing = true;
    }
    await sleep(options.retryMs ?? retryMs, undefined, { signal: stopping, ref: false }).catch(() => {});
    if (stopping.aborted) return;
  }
}
