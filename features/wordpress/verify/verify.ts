import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { listExportParts } from "../archives/list-parts.ts";
import { unpackPart } from "../archives/unpack.ts";
import { type CheckOptions, ItemCheck } from "./check-item.ts";
import { checkLists, checkUploads } from "./check-lists.ts";
import { readWxr } from "./export-reading.ts";
import { type ExportOverview, isText, type OverviewOptions, readOverview } from "./overview.ts";
import { SiteClient } from "./site-client.ts";
import { VerifyReport } from "./verify-report.ts";

export interface VerifyOptions extends Partial<CheckOptions>, OverviewOptions {
  file: string;
  /** The address of the site that is asked. */
  site: string;
  /** Items to compare, spread over the file; absent: all. */
  sample?: number | undefined;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Items compared at once. Their requests share the limit of the client. */
const concurrency = 4;

/**
 * Reads an export again, or those of an archive one after the other, without the importer's code, and looks for
 * everything in it on the served site. Throws an OperatorError if there is nothing to compare.
 */
export async function verifyImport(options: VerifyOptions): Promise<VerifyReport> {
  const parts = await listExportParts(options.file);
  const [only, ...others] = parts;
  if (only && !only.read && others.length === 0) return verifyFile(options, await readOverview(options.file, options));
  const folder = await mkdtemp(join(tmpdir(), "vigie-verify-"));
  try {
    const whole = new VerifyReport();
    let compared = 0;
    for (const part of parts) {
      const file = await unpackPart(options.file, part, { folder, signal: options.signal });
      // Some exports of a large blog have nothing but files.
      const overview = await readOverview(file, options);
      if (overview.published === 0 && parts.length > 1) continue;
      whole.add(await verifyFile({ ...options, file }, overview));
      compared += 1;
    }
    if (compared === 0) throw nothingToCompare(options.file);
    return whole;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether two addresses have the same host: the old domain now leads to the new site. */
function isSameSite(one: URL, other: URL): boolean {
  return one.host.replace(/^www\./, "") === other.host.replace(/^www\./, "");
}

/** Whether a Vigie site answers. Before the domain is moved, the old site does, and nothing would seem missing. */
async function isVigieSite(client: SiteClient): Promise<boolean> {
  const { status, body } = await client.ask("/api/me");
  return status === 200 && /^\s*\{.{0,2000}"viewer"/s.test(body.toString("utf8"));
}

const stillTheOldSite = (site: string) =>
  new OperatorError(
    `${site} is the old site's address, and no Vigie site answers there: nothing was compared. Give an address at which the new site answers, for example --site http://localhost:3000.`,
  );

const nothingToCompare = (file: string) =>
  new OperatorError(`${file} has no published posts or pages: there is nothing to compare.`);

async function verifyFile(options: VerifyOptions, overview: ExportOverview): Promise<VerifyReport> {
  const { file, sample, ratingsMax = 5, uploads, fetched = "no", signal } = options;
  if (overview.published === 0) throw nothingToCompare(file);
  const client = new SiteClient(options.site);
  const report = new VerifyReport();
  report.isSameAddress = isSameSite(overview.blog, new URL(client.site));
  if (report.isSameAddress && !(await isVigieSite(client))) throw stillTheOldSite(client.site);
  const check = new ItemCheck(client, overview, report, { ratingsMax, uploads, fetched });
  const stepOf = (count: number) => (sample ? Math.max(1, Math.ceil(count / sample)) : 1);
  const lists = { client, overview, report, check };
  await checkLists({ ...lists, step: stepOf(overview.terms.length) });
  const step = stepOf(overview.items);
  const total = Math.ceil(overview.items / step);
  let index = 0;
  let done = 0;
  const running = new Set<Promise<void>>();
  const seen = new Set<string>();
  for await (const entry of readWxr(file)) {
    if (!("item" in entry) || !isText(entry.item, overview)) continue;
    signal?.throwIfAborted();
    index += 1;
    if ((index - 1) % step !== 0) continue;
    const key = `${entry.item.type} ${entry.item.id}`;
    if (entry.item.id !== "" && seen.has(key)) {
      report.leaveOut("posts with an id that came before in the file");
      continue;
    }
    seen.add(key);
    while (running.size >= concurrency) await Promise.race(running);
    const work: Promise<void> = check.check(entry.item).then(() => {
      running.delete(work);
      done += 1;
      options.onProgress?.(Math.min(done, total), total);
    });
    running.add(work);
  }
  await Promise.all(running);
  await checkUploads({ ...lists, step });
  report.requests = client.requests;
  const { articles, pages } = report.counts;
  if (articles.found + articles.missing + pages.found + pages.missing === 0)
    throw new OperatorError("No published post or page was compared: choose a larger --sample.");
  return report;
}
