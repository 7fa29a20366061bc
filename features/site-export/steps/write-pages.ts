import { pageFrontMatter } from "../articles/front-matter.ts";
import { linkPictures } from "../articles/markdown-body.ts";
import { pageFile } from "../folder/file-paths.ts";
import { type DiscussionComment, findPictures, listPages, readComments } from "../queries.ts";
import { toAttachment, toPagePost } from "../wordpress/article-post.ts";
import { type ExportRun, postContext } from "./export-run.ts";
import { writeDiscussion } from "./write-discussion.ts";

/** Writes the pages that administrators added, with their discussions. Returns the pictures that they show. */
export async function writePages(run: ExportRun): Promise<Set<string>> {
  const used = new Set<string>();
  for (const page of await listPages(run.sql)) {
    const ids = [...new Set([...page.body.matchAll(/\/media\/([a-f0-9]{24})/g)].map((match) => match[1] ?? ""))];
    const pictures = await findPictures(run.sql, ids);
    const context = postContext(run, pictures);
    await run.wordpress.split();
    for (const picture of pictures.values()) {
      used.add(picture.id);
      const attachment = toAttachment(picture, context);
      if (run.wordpress.lacks(attachment.id)) await run.wordpress.add(attachment);
    }
    await run.wordpress.begin(toPagePost(page, context));
    const file = pageFile(page.slug);
    const count = page.discussionId === null ? 0 : await writeDiscussion(run, file, commentsOf(run, page.discussionId));
    await run.wordpress.end();
    const matter = pageFrontMatter(page, { siteUrl: run.siteUrl, zone: run.zone, comments: count });
    await run.folder.write(
      `${file}.md`,
      `${matter}\n${linkPictures(page.body, file, context.findPicture).trimEnd()}\n`,
    );
    run.counts.pages += 1;
    if (page.publishedAt && !page.withdrawnAt) await run.addresses.addPage(page, `${file}.md`);
  }
  return used;
}

function commentsOf(run: ExportRun, discussionId: number): AsyncIterable<DiscussionComment> {
  return readComments(run.sql, [discussionId], run.allStatuses);
}
