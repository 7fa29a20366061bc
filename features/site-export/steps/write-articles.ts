import { listMediaIds } from "#features/articles/rules.ts";
import { toSlug } from "#lib/slug.ts";
import { articleFrontMatter } from "../articles/front-matter.ts";
import { toMarkdownBody } from "../articles/markdown-body.ts";
import { articleFile } from "../folder/file-paths.ts";
import {
  type ExportedArticle,
  type ExportedPicture,
  findDraftNames,
  findPictures,
  readArticles,
  readComments,
} from "../queries.ts";
import { toArticlePost, toAttachment } from "../wordpress/article-post.ts";
import { type ExportRun, postContext } from "./export-run.ts";
import { CommentReader, writeDiscussion } from "./write-discussion.ts";

/** Writes all articles with their discussions. Returns the pictures that they show. */
export async function writeArticles(run: ExportRun): Promise<Set<string>> {
  const used = new Set<string>();
  for await (const batch of readArticles(run.sql)) {
    const articles: ExportedArticle[] = [];
    for (const row of batch) articles.push(row.draft ? await withDraft(run, row) : row);
    const pictures = await findPictures(run.sql, [...new Set(articles.flatMap(listPictureIds))]);
    for (const id of pictures.keys()) used.add(id);
    const discussed = articles.filter(({ hasComments }) => hasComments).map(({ id }) => id);
    const comments = new CommentReader(readComments(run.sql, discussed, run.allStatuses));
    for (const article of articles) {
      await writeArticle(run, article, pictures, comments);
      run.advance("articles");
    }
  }
  return used;
}

const listPictureIds = ({ leadMediaId, bodyHtml }: ExportedArticle) => [
  ...(leadMediaId === null ? [] : [leadMediaId]),
  ...listMediaIds(bodyHtml),
];

async function writeArticle(
  run: ExportRun,
  article: ExportedArticle,
  pictures: Map<string, ExportedPicture>,
  comments: CommentReader,
): Promise<void> {
  const context = postContext(run, pictures);
  const post = toArticlePost(article, context);
  await run.wordpress.split();
  for (const id of new Set(listPictureIds(article))) {
    const picture = pictures.get(id);
    const attachment = picture && toAttachment(picture, context);
    if (attachment && run.wordpress.lacks(attachment.id)) await run.wordpress.add(attachment);
  }
  await run.wordpress.begin(post);
  const file = articleFile(article, run.zone);
  const count = article.hasComments ? await writeDiscussion(run, file, comments.of(article.id)) : 0;
  await run.wordpress.end();
  const { findPicture } = context;
  const matter = articleFrontMatter(article, { siteUrl: run.siteUrl, zone: run.zone, findPicture, comments: count });
  await run.folder.write(`${file}.md`, `${matter}\n${toMarkdownBody(article.bodyHtml, file, findPicture)}\n`);
  run.counts.articles += 1;
  if (article.status !== "published") run.counts.unpublished += 1;
  else
    await run.addresses.add({
      path: post.link.slice(run.siteUrl.length),
      kind: "article",
      title: article.title,
      file: `${file}.md`,
    });
}

/** An article that was never published is what its editors typed last. */
async function withDraft(run: ExportRun, row: ExportedArticle): Promise<ExportedArticle> {
  const { draft } = row;
  if (!draft) return row;
  const names = await findDraftNames(run.sql, draft);
  return {
    ...row,
    ...names,
    title: draft.title || row.title,
    lead: draft.lead,
    bodyHtml: draft.bodyHtml,
    leadMediaId: draft.leadMediaId,
    leadCaption: draft.leadCaption,
    canonicalUrl: draft.canonicalUrl,
    seoTitle: draft.seoTitle,
    seoDescription: draft.seoDescription,
    commentPolicy: draft.commentPolicy ?? row.commentPolicy,
    closeAfterDays: draft.commentsCloseAfterDays,
    tags: draft.tags.map((name) => ({ slug: toSlug(name), name })).filter(({ slug }) => slug !== ""),
    source: draft.source && {
      name: draft.source.name,
      site: URL.canParse(draft.source.url) ? `${new URL(draft.source.url).origin}/` : draft.source.url,
      title: draft.source.title,
      url: draft.source.url,
      isExtract: draft.source.syndicated,
      attribution: row.source?.attribution ?? "",
    },
  };
}
