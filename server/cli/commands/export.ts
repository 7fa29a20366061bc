import type { Command } from "commander";
import type { ExportResult } from "#features/site-export/export.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { lowerPriority } from "#server/process/lower-priority.ts";
import { type Progress, startProgress } from "../progress.ts";
import { printResult, resolveFromCaller, withDatabase } from "../run-command.ts";

interface Options {
  allStatuses?: boolean;
  members?: boolean;
  wordpressMegabytes: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command("export")
    .argument("<folder>", "a new or empty folder, or that of an earlier export, which is replaced")
    .description(
      "export the whole site into a folder, for another system: articles and pages as Markdown, pictures, comments, old addresses, and files for WordPress; see docs/export.md",
    )
    .option("--all-statuses", "include pending, refused and removed comments")
    .option("--members", "include accounts and newsletter subscribers: names, addresses, roles and dates, no passwords")
    .option("--wordpress-megabytes <n>", "the approximate size of each WordPress file, in MB", "10")
    .option("--json", "print the result as JSON")
    .action(runExport);
}

async function runExport(folder: string, options: Options): Promise<void> {
  const megabytes = Number(options.wordpressMegabytes);
  if (!Number.isInteger(megabytes) || megabytes < 1 || megabytes > 1_000)
    throw new OperatorError(
      `--wordpress-megabytes ${options.wordpressMegabytes} is not usable: give a whole number from 1 to 1000.`,
    );
  const { exportSite } = await import("#features/site-export/export.ts");
  const { readSettings } = await import("#features/settings/queries.ts");
  const { mediaStorage } = await import("#lib/storage/media-storage.ts");
  const started = performance.now();
  const progress = showProgress();
  try {
    const result = await withDatabase(async ({ db, url, env, signal }) => {
      lowerPriority();
      const settings = await readSettings(db);
      return exportSite({
        url,
        folder: resolveFromCaller(folder),
        storage: mediaStorage(),
        siteUrl: env.SITE_URL,
        site: {
          name: settings["site.name"],
          tagline: settings["site.tagline"],
          zone: settings["site.zone"],
          language: env.SITE_LOCALE,
        },
        allStatuses: options.allStatuses ?? false,
        members: options.members ?? false,
        maxWordPressBytes: megabytes * 1_000_000,
        signal,
        onProgress: progress.show,
      });
    });
    progress.done();
    const seconds = (performance.now() - started) / 1_000;
    const peakMemoryMegabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
    printResult({ ...result, seconds, peakMemoryMegabytes }, options, () => describeExport(result, seconds));
  } finally {
    progress.done();
  }
}

/** Shows a bar for the pictures, then one for the articles. */
function showProgress() {
  let current: { part: string; bar: Progress } | undefined;
  const done = () => {
    current?.bar.done();
    current = undefined;
  };
  return {
    show(part: "pictures" | "articles", total: number) {
      if (current?.part !== part) {
        done();
        current = { part, bar: startProgress("Export", { total, unit: part }) };
      }
      current.bar.advance();
    },
    done,
  };
}

function describeExport(result: ExportResult, seconds: number): string[] {
  const { articles, unpublished, pages, comments, pictures, redirects, missingPictures, wordpressFiles } = result;
  const megabytes = (result.bytes / 1e6).toFixed(1);
  return [
    `Exported to ${result.folder}: ${articles} articles (${unpublished} of them not published), ${pages} pages, ${comments} comments, ${pictures} pictures, ${redirects} old addresses${result.members > 0 ? `, ${result.members} accounts, ${result.subscribers} subscribers` : ""}.`,
    `${result.files} files, ${megabytes} MB, in ${seconds.toFixed(1)} s (${Math.round(articles / Math.max(seconds, 0.001))} articles/s). For WordPress: ${wordpressFiles === 1 ? "wordpress.xml" : `wordpress-1.xml to wordpress-${wordpressFiles}.xml`}.`,
    ...(missingPictures.length > 0
      ? [
          `${missingPictures.length} pictures have no file on this site: ${missingPictures.slice(0, 5).join(", ")}${missingPictures.length > 5 ? " …" : ""}.`,
        ]
      : []),
    ...(result.members > 0
      ? ["members.csv and subscribers.csv contain personal data: keep them as safe as the site's backups."]
      : []),
  ];
}
