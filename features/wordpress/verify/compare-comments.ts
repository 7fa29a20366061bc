import type { StatedComment } from "./export-reading.ts";
import {
  type Element,
  findElements,
  hasClass,
  isElement,
  joinWords,
  listWords,
  parseHtml,
  rawText,
  readContent,
} from "./html-content.ts";
import type { SiteClient } from "./site-client.ts";
import type { VerifyReport } from "./verify-report.ts";

/** A served comment. */
interface ServedComment {
  author: string;
  words: string;
  parent: string | undefined;
}

/** Pages of one discussion; more are not asked for, and what is on them counts as missing. */
const maxPages = 2_000;

/** Reads every page of a discussion: its lists, and the pages on which deep threads continue. */
export async function readDiscussion(client: SiteClient, path: string): Promise<Map<string, ServedComment>> {
  const comments = new Map<string, ServedComment>();
  const asked = new Set<string>();
  const waiting = [path];
  for (let next = waiting.pop(); next !== undefined && asked.size < maxPages; next = waiting.pop()) {
    if (asked.has(next)) continue;
    asked.add(next);
    const answer = await client.ask(next);
    if (answer.status !== 200) continue;
    const document = parseHtml(answer.body.toString("utf8"));
    readComments(document, comments);
    for (const { attribs } of findElements(document, ({ name }) => name === "a")) {
      const href = (attribs.href ?? "").split("#", 1)[0] ?? "";
      const isPage =
        href.startsWith(`${path}?page=`) || /^\/articles\/[^/]+\/comments\/\d+(?:\?after=\d+)?$/.test(href);
      if (isPage && href.startsWith(path)) waiting.push(href);
    }
  }
  return comments;
}

function readComments(document: ReturnType<typeof parseHtml>, comments: Map<string, ServedComment>): void {
  const stack: { node: (typeof document)[number]; parent: string | undefined }[] = document
    .map((node) => ({ node, parent: undefined }))
    .reverse();
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    const { node } = step;
    let { parent } = step;
    if (!("children" in node)) continue;
    if (isElement(node) && node.name === "li") {
      const own = node.children
        .filter(isElement)
        .find((child) => child.name === "article" && hasClass(child, "h-cite"));
      const id = own?.attribs.id?.replace("comment-", "");
      if (own && id) {
        const known = comments.get(id);
        comments.set(id, { ...readComment(own), parent: parent ?? known?.parent });
        parent = id;
      }
    }
    for (const child of [...node.children].reverse()) stack.push({ node: child, parent });
  }
}

function readComment(element: Element): Omit<ServedComment, "parent"> {
  const part = (name: string) => findElements([element], (one) => hasClass(one, name), 1);
  const [body] = part("p-content");
  const text = body ? readContent([body]) : undefined;
  return {
    author: joinWords(part("p-author").flatMap((one) => listWords(rawText(one)))),
    words: joinWords([
      ...(text?.blocks.flatMap((block) => listWords(block.text)) ?? []),
      ...(text?.code.flatMap(listWords) ?? []),
    ]),
  };
}

/** Whether readers of WordPress saw a comment. */
const isShown = ({ approved, type }: StatedComment) =>
  (approved === "1" || approved === "approve") && (type === "" || type === "comment");

/** Compares the comments of an item with those of its discussion: author, words and parent; what was not public is not shown. */
export function compareComments(
  stated: StatedComment[],
  served: Map<string, ServedComment>,
  report: VerifyReport,
  where: string,
): void {
  const keyOf = (author: string, words: string) => `${author}|${words}`;
  const statedKey = new Map<string, string>();
  for (const comment of stated) {
    const content = readContent(parseHtml(comment.content));
    const words = joinWords([
      ...content.blocks.flatMap(({ text }) => listWords(text)),
      ...content.code.flatMap(listWords),
    ]);
    const author = joinWords(listWords(rawTextOf(comment.author)));
    statedKey.set(comment.id, keyOf(author.trim() === "" ? "" : author, words));
  }
  /** The served comments of each author and text: several may have the same. */
  const byKey = new Map<string, string[]>();
  for (const [id, { author, words }] of served)
    for (const key of new Set([keyOf(author, words), keyOf("", words)]))
      byKey.set(key, [...(byKey.get(key) ?? []), id]);
  const shown = stated.filter(isShown);
  const shownIds = new Map(shown.map((comment) => [comment.id, comment]));
  const taken = new Set<string>();
  for (const comment of shown) {
    const key = statedKey.get(comment.id) ?? "";
    if (key.endsWith("|  ")) continue;
    const parent = shownIds.get(comment.parent);
    const parentKey = parent ? statedKey.get(parent.id) : undefined;
    const parentOf = (id: string) => {
      const above = served.get(served.get(id)?.parent ?? "");
      return above && parentKey?.startsWith("|") ? keyOf("", above.words) : above && keyOf(above.author, above.words);
    };
    const candidates = (byKey.get(key) ?? []).filter((id) => !taken.has(id));
    const exact = candidates.find((id) => parentOf(id) === parentKey);
    const found = exact ?? candidates[0];
    const name = `${comment.author || "?"}: ${key.slice(key.indexOf("|") + 2, key.indexOf("|") + 80)}`;
    report.count("comments", found !== undefined, where, name);
    if (found === undefined) continue;
    taken.add(found);
    report.count("replies and threads", exact !== undefined, where, `${name} (below another comment than there)`);
  }
  const publicKeys = new Set(shown.map(({ id }) => statedKey.get(id)));
  for (const comment of stated) {
    const key = statedKey.get(comment.id) ?? "";
    if (isShown(comment) || publicKeys.has(key) || listWords(key).length < 3) continue;
    report.count(
      "hidden comments",
      !byKey.has(key),
      where,
      `${comment.approved || comment.type}: ${key.slice(0, 80)} (shown)`,
    );
  }
}

const rawTextOf = (html: string) =>
  readContent(parseHtml(html))
    .blocks.map(({ text }) => text)
    .join(" ");
