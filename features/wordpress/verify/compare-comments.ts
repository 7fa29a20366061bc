import { decode } from "./addresses.ts";
import { codeTags } from "./expected-content.ts";
import type { WxrComment } from "./export-reading.ts";
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
import { replaceEnclosed, replaceTags } from "./shortcode-tags.ts";
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
      const isPage = href.startsWith(path) && /^(?:\?page=\d+|\/\d+(?:\?after=\d+)?)$/.test(href.slice(path.length));
      if (isPage && waiting.length < maxPages) waiting.push(href);
    }
  }
  return comments;
}

function readComments(document: ReturnType<typeof parseHtml>, comments: Map<string, ServedComment>): void {
  const stack: { node: (typeof document)[number]; parent: string | undefined }[] = [];
  const push = (nodes: typeof document, parent: string | undefined) => {
    for (let index = nodes.length - 1; index >= 0; index -= 1) {
      const node = nodes[index];
      if (node) stack.push({ node, parent });
    }
  };
  push(document, undefined);
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
    push(node.children, parent);
  }
}

function readComment(element: Element): Omit<ServedComment, "parent"> {
  const part = (name: string) => findElements([element], (one) => hasClass(one, name), 1);
  const [body] = part("p-content");
  const text = body ? readContent([body]) : undefined;
  return {
    author: joinWords(part("p-author").flatMap((one) => listWords(rawText(one)))),
    words: joinWords(text?.blocks.flatMap((block) => listWords(block.text)) ?? []),
  };
}

/** Whether readers of WordPress saw a comment. */
const isShown = ({ approved, type }: WxrComment) =>
  (approved === "1" || approved === "approve") && (type === "" || type === "comment");

const keyOf = (author: string, words: string) => `${author}|${words}`;

/** A comment of somebody without a name there is known by its words. */
const listKeys = ({ author, words }: Omit<ServedComment, "parent">) => [keyOf(author, words), keyOf("", words)];

/** The key of comments below another one, or of those that begin a thread. */
const belowKey = (key: string, parentKey: string | undefined) => `${key}\n${parentKey ?? ""}`;

/** The ids of served comments by author and text, and by these with their parent's: several may have the same. */
function indexComments(served: Map<string, ServedComment>): Map<string, string[]> {
  const index = new Map<string, string[]>();
  const add = (key: string, id: string) => {
    const ids = index.get(key);
    if (ids) ids.push(id);
    else index.set(key, [id]);
  };
  for (const [id, comment] of served) {
    const parent = served.get(comment.parent ?? "");
    for (const key of new Set(listKeys(comment))) {
      add(key, id);
      for (const parentKey of parent ? new Set(listKeys(parent)) : [undefined]) add(belowKey(key, parentKey), id);
    }
  }
  return index;
}

/** Compares the comments of an item with those of its discussion: author, words and parent; what was not public is not shown. */
export function compareComments(
  exported: WxrComment[],
  served: Map<string, ServedComment>,
  report: VerifyReport,
  where: string,
): void {
  const exportedKeys = new Map<string, string[]>();
  for (const { id, author, content } of exported) {
    const name = joinWords(listWords(rawTextOf(author)));
    exportedKeys.set(
      id,
      listForms(content).map((words) => keyOf(name.trim() === "" ? "" : name, words)),
    );
  }
  const keysOf = (id: string) => exportedKeys.get(id) ?? [];
  const index = indexComments(served);
  const shown = exported.filter(isShown);
  const shownIds = new Map(shown.map((comment) => [comment.id, comment]));
  const taken = new Set<string>();
  const take = (key: string) => {
    const ids = index.get(key);
    for (let id = ids?.pop(); id !== undefined; id = ids?.pop())
      if (!taken.has(id)) {
        taken.add(id);
        return true;
      }
    return false;
  };
  const others: { keys: string[]; name: string }[] = [];
  for (const comment of shown) {
    const keys = keysOf(comment.id);
    const [key = ""] = keys;
    if (key.endsWith("|  ")) {
      report.leaveOut("comments without words");
      continue;
    }
    const parent = shownIds.get(comment.parent);
    const parentKeys = parent ? keysOf(parent.id) : [undefined];
    const name = `${comment.author || "?"}: ${key.slice(key.indexOf("|") + 2, key.indexOf("|") + 80)}`;
    const isFound = keys.some((one) => parentKeys.some((parentKey) => take(belowKey(one, parentKey))));
    if (!isFound) others.push({ keys, name });
    else {
      report.count("comments", true, where, name);
      report.count("replies and threads", true, where, name);
    }
  }
  // Below another comment than there, or not at all.
  for (const { keys, name } of others) {
    const isFound = keys.some(take);
    report.count("comments", isFound, where, name);
    if (isFound) report.count("replies and threads", false, where, `${name} (below another comment than there)`);
  }
  const everyKey = new Set([...served.values()].flatMap(listKeys));
  const isServed = (key: string) => everyKey.has(key);
  const publicKeys = new Set(shown.flatMap(({ id }) => keysOf(id)));
  for (const comment of exported) {
    const [key = ""] = keysOf(comment.id);
    if (isShown(comment)) continue;
    if (publicKeys.has(key) || listWords(key).length < 3) {
      report.leaveOut("hidden comments whose words are those of others, or too few");
      continue;
    }
    report.addDetail("hidden comments", nameState(comment));
    report.count(
      "hidden comments",
      !isServed(key),
      where,
      `${comment.approved || comment.type}: ${key.slice(0, 80)} (shown)`,
    );
  }
}

/** Why readers see no comment, in the words of the import's report. */
function nameState({ approved, type }: WxrComment): string {
  if (approved === "0" || approved === "hold") return "pending";
  return approved === "1" ? type : approved;
}

/**
 * The words of a comment, as HTML and with its listings as code. A picture counts as its alternative text or the name of
 * its file.
 */
function listForms(content: string): string[] {
  const named = replaceTags(content, "<", ({ name, attributes }) => {
    if (name !== "img") return undefined;
    const [image] = readContent(parseHtml(`<img${attributes}>`)).images;
    if (/\bwp-smiley\b/.test(attributes) || !image) return image?.alt ?? "";
    const file = /^(?:https?:)?\/\/[^?#]*\/([^/?#]+)/.exec(image.src)?.[1] ?? "";
    return escapeText(image.alt.trim() || decode(file));
  });
  const asCode = (_: unknown, inner: string) => `<pre>${escapeText(inner)}</pre>`;
  const withCode = replaceEnclosed(named, "<", (tag, inner) => (tag.name === "pre" ? asCode(tag, inner) : undefined));
  const withShortcodes = replaceEnclosed(withCode, "[", (tag, inner) =>
    codeTags.has(tag.name) ? asCode(tag, inner) : undefined,
  );
  return [...new Set([named, withCode, withShortcodes].map(wordsOf))];
}

const wordsOf = (html: string) => joinWords(readContent(parseHtml(html)).blocks.flatMap(({ text }) => listWords(text)));

const escapeText = (text: string) => text.replaceAll("<", "&lt;");

const rawTextOf = (html: string) =>
  readContent(parseHtml(html))
    .blocks.map(({ text }) => text)
    .join(" ");
