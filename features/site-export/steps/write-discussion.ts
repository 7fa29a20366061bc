import { CommentFilter } from "../articles/comment-entries.ts";
import type { JsonArrayFile } from "../folder/output-file.ts";
import type { DiscussionComment } from "../queries.ts";
import { toCommentContent } from "../wordpress/comment-content.ts";
import { writeComment } from "../wordpress/post.ts";
import type { ExportRun } from "./export-run.ts";

/** Comments that are read in the order of the articles, taken article by article. */
export class CommentReader {
  readonly #rows: AsyncIterator<DiscussionComment>;
  #next: DiscussionComment | undefined;

  constructor(rows: AsyncIterable<DiscussionComment>) {
    this.#rows = rows[Symbol.asyncIterator]();
  }

  /** The comments of an article. Call it with ids in the order of the rows. */
  async *of(articleId: number): AsyncGenerator<DiscussionComment> {
    for (;;) {
      this.#next ??= (await this.#rows.next()).value;
      if (this.#next?.articleId !== articleId) return;
      yield this.#next;
      this.#next = undefined;
    }
  }
}

/**
 * Writes the discussion of an article or a page: its own file, and its comments in WordPress's export, whose item is
 * open.
 * @param file the path of the article in the export
 * @returns how many comments there are
 */
export async function writeDiscussion(
  run: ExportRun,
  file: string,
  rows: AsyncIterable<DiscussionComment>,
): Promise<number> {
  const exported = new CommentFilter();
  let list: JsonArrayFile | undefined;
  let count = 0;
  for await (const row of rows) {
    const entry = exported.accept(row);
    if (!entry) continue;
    list ??= await run.folder.openArray(`comments/${file}.json`);
    await list.add(entry);
    const content = toCommentContent(row.bodyHtml);
    await run.wordpress.append(writeComment(row, { parent: entry.parent, content, zone: run.zone }));
    count += 1;
  }
  if (list) run.folder.count(await list.close());
  run.counts.comments += count;
  return count;
}
