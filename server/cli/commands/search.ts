import type { Command } from "commander";
import { fillSearchIndex, rebuildSearchIndex } from "#features/search/indexing/mutations.ts";
import { type IndexStatus, readIndexStatus } from "#features/search/indexing/queries.ts";
import { addChangedTerms, countTerms } from "#features/search/vocabulary/mutations.ts";
import { formatBytes } from "#lib/byte-size.ts";
import { type Progress, startProgress } from "../progress.ts";
import { printResult, withDatabase } from "../run-command.ts";

export function register(program: Command): void {
  const search = program.command("search").description("the search index: what is in it, and writing it again");

  search
    .command("status")
    .description("how many articles and comments are in the search index, and how many should be")
    .option("--json", "print the figures as JSON")
    .action(async (options: { json?: boolean }) => {
      const status = await withDatabase(({ db }) => readIndexStatus(db));
      printResult(status, options, () => describeStatus(status));
    });

  search
    .command("rebuild")
    .description(
      "write the whole search index and its vocabulary again (the site does it by itself: this repairs what `check` finds). Readers keep searching meanwhile; it may be stopped and run again",
    )
    .option("--missing", "only add what is missing, as the worker does after an upgrade")
    .option("--json", "print the figures as JSON")
    .action(async (options: { missing?: boolean; json?: boolean }) => {
      const status = await withDatabase(async ({ db, signal }) => {
        const bars = showProgress();
        const fill = options.missing ? fillSearchIndex : rebuildSearchIndex;
        try {
          await fill(db, { signal, onProgress: (part, done, total) => bars.show(part, done, total) });
          await addChangedTerms(db, signal);
          await countTerms(db, { signal, onProgress: (done, total) => bars.show("words of articles", done, total) });
          signal.throwIfAborted();
          return await readIndexStatus(db);
        } finally {
          bars.done();
        }
      });
      printResult(status, options, () => describeStatus(status));
    });
}

/** Shows one bar after the other. */
function showProgress() {
  let current: { label: string; bar: Progress; done: number } | undefined;
  const finish = () => current?.bar.done();
  return {
    show(label: string, done: number, total: number) {
      if (current?.label !== label) {
        finish();
        current = { label, bar: startProgress(label, { total }), done: 0 };
      }
      current.bar.total(total);
      current.bar.advance(done - current.done);
      current.done = done;
    },
    done: finish,
  };
}

function describeStatus({ articles, comments, words, waiting, parts, bytes }: IndexStatus): string[] {
  const size = (bytes: number) => formatBytes(bytes, "en");
  const unfinished = parts.filter(({ finishedAt }) => finishedAt === null);
  return [
    `Articles: ${articles.indexed} of ${articles.published} published ones (${size(bytes.articles)}).`,
    `Comments: ${comments.indexed} of ${comments.visible} visible ones (${size(bytes.comments)}).`,
    `Vocabulary: ${words} words (${size(bytes.words)}); ${waiting} changed articles wait for the worker.`,
    ...unfinished.map(({ part, done, total }) => `In progress: ${part}, ${done} of ${total}.`),
    ...(parts.length === 0
      ? ["The worker has not begun to fill the index; it does so within a minute of its start."]
      : []),
  ];
}
