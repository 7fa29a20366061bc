import type { Command } from "commander";
import { formatSubscribers } from "#features/newsletter/subscriber-import/report.ts";
import { describeImportFailure, withImportLock } from "#features/wordpress/import-lock.ts";
import { formatSiteReading } from "#features/wordpress/live-site/site-report.ts";
import { readHosts } from "#features/wordpress/pictures/picture-fetcher.ts";
import { formatReport, type ImportReport } from "#features/wordpress/report.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { readDiskSpace } from "#lib/storage/disk-space.ts";
import { importIntoSite } from "../import-into-site.ts";
import { openImportSource } from "../import-source.ts";
import { startProgress } from "../progress.ts";
import { printResult, resolveFromCaller, withDatabase } from "../run-command.ts";
import { registerVerify } from "../verify-import.ts";
import { importSubscribersFile } from "./newsletter.ts";

interface Options {
  uploads?: string;
  ratingsMax: string;
  ratingsLog?: string;
  users?: string;
  subscribers?: string;
  timezone?: string;
  blogUrl?: string;
  fetchImages?: boolean;
  fetchImagesFrom?: string;
  taxonomy?: string[];
  type?: string[];
  dryRun?: boolean;
  json?: boolean;
}

const stoppedNote = "Stopped. What was written stays; run the same command again and it continues.";

const collect = (value: string, list: string[]) => [...list, value];

export function register(program: Command): void {
  const importer = program.command("import").description("import content from another system");
  registerVerify(importer);
  importer
    .command("wordpress")
    .argument("<file or address>", "the .xml file of WordPress's Tools, Export, or the address of a live site")
    .description(
      "import articles, pages, comments, images, ratings and old addresses of a WordPress site; see docs/wordpress.md",
    )
    .option("--uploads <dir>", "the site's wp-content/uploads folder, for its images")
    .option("--fetch-images", "fetch images that are not in the uploads folder from the blog")
    .option("--no-fetch-images", "leave images as links when importing a live site")
    .option(
      "--fetch-images-from <hosts>",
      "fetch images from these hosts too, separated by commas; *.HOST includes subdomains",
    )
    .option("--ratings-max <stars>", "the highest rating on the blog", "5")
    .option("--ratings-log <file>", "WP-PostRatings' log as CSV, for posts without totals")
    .option("--users <file>", "the blog's users as CSV: they become members; see docs/wordpress.md")
    .option("--subscribers <file>", "subscribers of its newsletter as CSV, as `vigie newsletter import` reads them")
    .option(
      "--timezone <name>",
      "the blog's time zone, for dates without GMT (default: found from the site or its other dates)",
    )
    .option("--blog-url <address>", "the blog's address, if the export does not contain it")
    .option("--taxonomy <name=kind>", "import a plugin's taxonomy as categories or tags; may be repeated", collect, [])
    .option("--type <name=post>", "import a plugin's content type as articles; may be repeated", collect, [])
    .option("--dry-run", "do everything, then undo it: shows the same report and writes nothing")
    .option("--json", "print the report as JSON")
    .action(async (source: string, options: Options) => {
      const ratingsMax = Number(options.ratingsMax);
      if (!Number.isInteger(ratingsMax) || ratingsMax < 1 || ratingsMax > 100)
        throw new OperatorError(
          `--ratings-max ${options.ratingsMax} is not usable: give a whole number from 1 to 100.`,
        );
      const { subscribers: list, dryRun = false } = options;
      // A wrong file of subscribers is refused before anything is written.
      if (list && !dryRun) await importSubscribersFile(list, { dryRun: true });
      let progress = startProgress("Import", { unit: "bytes" });
      let seen = 0;
      const show = (done: number, total: number) => {
        progress.total(total);
        progress.advance(done - seen);
        seen = done;
      };
      let relating = false;
      try {
        const work: Parameters<typeof withDatabase<ImportReport>>[0] = ({ db, url, env, signal }) =>
          withImportLock(url, async () => {
            const { file, site } = await openImportSource(source, { dataDir: env.DATA_DIR, signal });
            return importIntoSite(
              db,
              env.DATA_DIR,
              {
                file,
                uploads: options.uploads && resolveFromCaller(options.uploads),
                ratingsMax,
                ratingsLog: options.ratingsLog && resolveFromCaller(options.ratingsLog),
                users: options.users && resolveFromCaller(options.users),
                timezone: options.timezone ?? (site?.timezone || undefined),
                blogUrl: options.blogUrl,
                fetchImages:
                  (options.fetchImages ?? site !== undefined) || options.fetchImagesFrom
                    ? { hosts: readHosts(options.fetchImagesFrom ?? "") }
                    : undefined,
                taxonomies: options.taxonomy,
                types: options.type,
                dryRun,
                signal,
                onProgress: show,
                onRelated: (done, total) => {
                  if (!relating) {
                    progress.done();
                    progress = startProgress("Related selections", { unit: "steps" });
                    seen = 0;
                    relating = true;
                  }
                  show(done, total);
                },
              },
              site ? { source, reading: site.reading } : {},
            );
          }).catch(async (error: unknown) => {
            const disk = await readDiskSpace(env.DATA_DIR).catch(() => undefined);
            throw describeImportFailure(error, disk?.freeBytes);
          });
        const result = await withDatabase(work, { stopped: dryRun ? undefined : stoppedNote });
        progress.done();
        const subscribers = list && (await importSubscribersFile(list, { dryRun }));
        const whole = { ...result, ...(subscribers && { subscribers }) };
        printResult(whole, options, () => [
          ...formatReport(result),
          ...(result.reading ? formatSiteReading(result.reading) : []),
          ...(list && subscribers ? formatSubscribers(subscribers, list) : []),
        ]);
      } finally {
        progress.done();
      }
    });
}
