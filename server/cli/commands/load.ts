import { type Command, InvalidArgumentError } from "commander";
import { rebuildRelated } from "#features/related/mutations.ts";
import { type Progress, startProgress } from "../progress.ts";
import { printResult, withDatabase } from "../run-command.ts";
import { insertCorpus, type LoadProgress } from "../synthetic-corpus/insert-corpus.ts";

interface LoadOptions {
  articles: number;
  comments: number;
  members?: number;
  ratings?: number;
  seed: number;
  related?: boolean;
  json?: boolean;
}

/** The members of a community in which one reader in ten comments: one per ten articles and per twenty comments. */
function membersFor(options: LoadOptions): number {
  return options.members ?? Math.max(20, Math.ceil(options.articles / 10), Math.ceil(options.comments / 20));
}

export function register(program: Command): void {
  program
    .command("load")
    .description(
      "add a synthetic corpus for benchmarks: published articles with tags, threads of comments, members who cannot sign in, ratings. It adds to what is there; use a DATA_DIR of its own",
    )
    .option("--articles <n>", "how many articles", parseWholeNumber, 1_000)
    .option("--comments <n>", "how many comments, a few articles getting most", parseWholeNumber, 0)
    .option("--members <n>", "how many members (unset: by articles and comments, at least 20)", parseWholeNumber)
    .option("--ratings <n>", "how many ratings at most (unset: as many as articles)", parseWholeNumber)
    .option("--seed <s>", "the same seed gives the same texts", parseWholeNumber, 1)
    .option(
      "--related",
      "work the related selections out too (a few milliseconds per article of the site); `related` does it later",
    )
    .option("--json", "print the figures as JSON")
    .action(async (options: LoadOptions) => {
      const size = {
        articles: options.articles,
        comments: options.articles === 0 ? 0 : options.comments,
        members: membersFor(options),
        ratings: options.ratings ?? options.articles,
        seed: options.seed,
      };
      const figures = await withDatabase(async (context) => {
        const started = performance.now();
        const bars = showLoadProgress();
        let articlesTook = 0;
        try {
          const ids = await insertCorpus(
            context,
            size,
            (progress) => {
              if (progress.part === "articles" && progress.done === progress.total) articlesTook = bars.elapsed();
              bars.show(progress);
            },
            context.signal,
          );
          const loaded = performance.now();
          if (options.related && ids) {
            await rebuildRelated(
              context.db,
              (done, total) => bars.show({ part: "related", done, total }),
              context.signal,
            );
          }
          const seconds = (ms: number) => Math.round(ms) / 1_000;
          return {
            ...size,
            ids,
            seconds: {
              articles: seconds(articlesTook),
              all: seconds(loaded - started),
              related: options.related ? seconds(performance.now() - loaded) : null,
            },
            articlesPerSecond: Math.round(size.articles / Math.max(articlesTook / 1_000, 0.001)),
          };
        } finally {
          bars.done();
        }
      });
      printResult(figures, options, () => [
        `Loaded ${figures.articles} articles, ${figures.comments} comments, ${figures.members} members and up to ${figures.ratings} ratings in ${figures.seconds.all} s (${figures.articlesPerSecond} articles/s with what belongs to them).`,
        figures.seconds.related === null
          ? "The related selections are left: `npm run vigie -- related` works them out."
          : `Related selections: ${figures.seconds.related} s.`,
      ]);
    });
}

function parseWholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 100_000_000)
    throw new InvalidArgumentError("It must be a whole number, 0 to 100000000.");
  return value;
}

/** Shows one bar after the other: a part's bar ends when the next one begins. */
function showLoadProgress() {
  let current: { part: string; bar: Progress; done: number; started: number } | undefined;
  const finish = () => {
    current?.bar.done();
    current = undefined;
  };
  return {
    show({ part, done, total }: { part: LoadProgress["part"] | "related"; done: number; total: number }) {
      if (current?.part !== part) {
        finish();
        current = {
          part,
          bar: startProgress(labels[part], { total, unit: units[part] }),
          done: 0,
          started: performance.now(),
        };
      }
      current.bar.advance(done - current.done);
      current.done = done;
    },
    /** Milliseconds since the current part began. */
    elapsed: () => (current ? performance.now() - current.started : 0),
    done: finish,
  };
}

const labels = { members: "Members", articles: "Articles", analyze: "Statistics", related: "Related" } as const;
const units = { members: "members", articles: "articles", analyze: "", related: "steps" } as const;
