import type { Command } from "commander";
import { OperatorError } from "#lib/operator-error.ts";
import { expectOk, printResult, resolveFromCaller, withDatabase } from "../run-command.ts";

interface AddOptions {
  category?: string;
  publish: string;
  body: string;
  name?: string;
  json?: boolean;
}

interface JsonOption {
  json?: boolean;
}

const jsonOption = ["--json", "print the result as JSON"] as const;

export function register(program: Command): void {
  const feeds = program.command("feeds").description("follow the feeds of other sites");

  feeds
    .command("list")
    .description("list the followed feeds with their health")
    .option("--trouble", "only those that fail, are gone or have moved to another site")
    .option("--paused", "only paused ones")
    .option(...jsonOption)
    .action(async (options: JsonOption & { trouble?: boolean; paused?: boolean }) => {
      const { describeListedFeed, listAllFeeds } = await import("../feeds/feed-commands.ts");
      const filter = options.trouble ? "trouble" : options.paused ? "paused" : "all";
      const listed = await withDatabase(({ db }) => listAllFeeds(db, filter));
      printResult(listed, options, () => [...listed.map(describeListedFeed), `Feeds: ${listed.length}`]);
    });

  feeds
    .command("add")
    .argument("<url>", "the address of a site or of a feed")
    .description("follow the feed at an address, or the one that the site declares")
    .option("--category <slug>", "the default category of its articles")
    .option("--publish <how>", "draft: items wait in the inbox; auto: they are published automatically", "draft")
    .option("--body <what>", "excerpt or full", "excerpt")
    .option("--name <name>", "the name of the source; by default the feed's title")
    .option(...jsonOption)
    .action(async (url: string, options: AddOptions) => {
      const { addFeedByAddress } = await import("../feeds/feed-commands.ts");
      const added = await withDatabase(({ db }) => addFeedByAddress(db, url, options));
      printResult(added, options, () => `Followed: feed ${added.id}, ${added.source}, ${added.url}`);
    });

  feeds
    .command("remove")
    .argument("<feed>", "its number or its address")
    .description("stop following a feed; its items and articles stay")
    .option(...jsonOption)
    .action(async (reference: string, options: JsonOption) => {
      const { findFeedByReference } = await import("../feeds/feed-commands.ts");
      const { changeFeedStatus } = await import("#features/syndication/sources/mutations.ts");
      const removed = await withDatabase(async ({ db }) => {
        const { id } = await findFeedByReference(db, reference);
        return { id, ...expectOk(await changeFeedStatus(db, null, { id, step: "remove" })) };
      });
      printResult(removed, options, () =>
        removed.isChanged ? `Removed: feed ${removed.id}.` : "This feed was already removed.",
      );
    });

  feeds
    .command("import")
    .argument("<file>", "an OPML list")
    .description("follow the feeds of an OPML list; the worker fetches them")
    .option("--dry-run", "print what it would add, and add nothing")
    .option("--publish <how>", "draft or auto", "draft")
    .option(...jsonOption)
    .action(async (file: string, options: JsonOption & { dryRun?: boolean; publish: string }) => {
      const { describeImport, importOpmlFile } = await import("../feeds/opml-file.ts");
      const report = await withDatabase(({ db, signal }) =>
        importOpmlFile(db, resolveFromCaller(file), { ...options, signal }),
      );
      printResult(report, options, () => describeImport(report));
    });

  feeds
    .command("export")
    .description("print the followed feeds as an OPML list")
    .action(async () => {
      const { writeOpml } = await import("#features/syndication/sources/opml/write-opml.ts");
      const { readSettings } = await import("#features/settings/queries.ts");
      await withDatabase(async ({ db }) => {
        for await (const piece of writeOpml(db, (await readSettings(db))["site.name"])) process.stdout.write(piece);
      });
    });

  feeds
    .command("poll")
    .argument("[feed]", "its number or its address; without one, the feeds that are due")
    .description("fetch one feed, or the feeds that are due, and store their new items")
    .option("--all", "fetch every followed feed, due or not")
    .option(...jsonOption)
    .action(async (reference: string | undefined, options: JsonOption & { all?: boolean }) => {
      const { describePoll, pollFeeds } = await import("../feeds/poll.ts");
      const report = await withDatabase(({ db, signal }) => pollFeeds(db, reference, { ...options, signal }));
      printResult(report, options, () => (report.error ? [] : describePoll(report)));
      if (report.error) throw new OperatorError(report.error);
    });
}
