import { parseHtml } from "#lib/html/parse.ts";
import { writeArticleMarkdown } from "#lib/markdown/write-article.ts";
import { pictureFile, relativePath } from "../folder/file-paths.ts";
import type { ExportedPicture } from "../queries.ts";

type FindPicture = (id: string) => ExportedPicture | undefined;

/**
 * Converts an article's body to Markdown in which pictures are files of the export.
 * @param file the path of the article in the export
 */
export function toMarkdownBody(bodyHtml: string, file: string, findPicture: FindPicture): string {
  return linkPictures(writeArticleMarkdown(parseHtml(bodyHtml)), file, findPicture);
}

/** Replaces the addresses of pictures in Markdown, and in HTML within it, by paths of their files. */
export function linkPictures(markdown: string, file: string, findPicture: FindPicture): string {
  return markdown.replace(/(\]\(|src=")\/media\/([a-f0-9]{24})(?=[)" ])/g, (address, before: string, id: string) => {
    const picture = findPicture(id);
    return picture ? `${before}${relativePath(file, pictureFile(picture))}` : address;
  });
}
