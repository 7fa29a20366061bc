import type { Command } from "commander";
import { env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { startProgress } from "./progress.ts";
import { printResult, resolveFromCaller } from "./run-command.ts";

interface Options {
  site?: string;
  sample?: string;
  uploads?: string;
  ratingsMax: string;
  fetchImages?: boolean;
  fetchImagesFrom?: string;
  blogUrl?: string;
  taxonomy: string[];
  type: string[];
  json?: boolean;
}

const collect = (value: string, list: string[]) => [...list, value];

/** Adds `import verify`, which asks the served site and needs no database. */
export function registerVerify(parent: Command): void {
  parent
    .command("verify")
    .argument("<file>", "the .xml, .gz or .zip file that was imported")
    .description("check that everything in an export is on the running site; exit code 1 if something is missing")
    .option("--site <url>", "the site to check (default: SITE_URL)")
    .option("--sample <n>", "compare a sample of about this many posts and pages")
    .option("--uploads <dir>", "the uploads folder of the import: images that are not in it are not expected")
    .option("--ratings-max <stars>", "the highest rating on the blog", "5")
    .option("--fetch-images", "the import fetched images from the blog: those are expected too")
    .option("--fetch-images-from <hosts>", "the import fetched images from these hosts too")
    .option("--blog-url <address>", "the blog's address, if the export does not contain it")
    .option("--taxonomy <name=kind>", "as for the import; may be repeated", collect, [])
    .option("--type <name=post>", "as for the import; may be repeated", collect, [])
    .option("--json", "print everything as JSON")
    .action(runVerify);
}

async function runVerify(file: string, options: Options): Promise<void> {
  const { verifyImport } = await import("#features/wordpress/verify/verify.ts");
  const { formatVerifyReport } = await import("#features/wordpress/verify/verify-report.ts");
  const site = options.site ?? env().SITE_URL;
  if (!URL.canParse(site)) throw new OperatorError(`--site ${site} is not an address.`);
  const sample = options.sample === undefined ? undefined : readCount(options.sample, "--sample");
  const progress = startProgress("Compared", { unit: "posts and pages" });
  let seen = 0;
  try {
    const report = await verifyImport({
      file: resolveFromCaller(file),
      site,
      sample,
      uploads: options.uploads && resolveFromCaller(options.uploads),
      ratingsMax: readCount(options.ratingsMax, "--ratings-max"),
      fetched: options.fetchImagesFrom ? "others" : options.fetchImages ? "blog" : "no",
      blogUrl: options.blogUrl,
      taxonomies: options.taxonomy,
      types: options.type,
      onProgress: (done, total) => {
        progress.total(total);
        progress.advance(done - seen);
        seen = done;
      },
    });
    progress.done();
    printResult(report.toJson(), options, () => formatVerifyReport(report, site));
    const { length } = report.missing;
    if (length > 0)
      throw new OperatorError(`${length === 1 ? "1 item" : `${length} items`} of the export missing on ${site}.`);
  } finally {
    progress.done();
  }
}

function readCount(text: string, option: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new OperatorError(`${option} ${text} is not a whole number from 1 on.`);
  return count;
}
