/** What a parser reads in a feed, as text. */
export interface FeedAnswer {
  title: string;
  description: string;
  link: string;
  language: string;
  rights: string;
  items: Record<ItemField, string>[];
}

type ItemField = "title" | "link" | "id" | "summary" | "content" | "author" | "published" | "updated";

/** One right answer: of the feed, or of its first item. */
export interface FeedExpectation {
  item: boolean;
  field: ItemField | "description" | "language" | "rights";
  value: string;
}

const feedFields = new Map<string, FeedExpectation["field"]>([
  ["title", "title"],
  ["link", "link"],
  ["description", "description"],
  ["subtitle", "description"],
  ["tagline", "description"],
  ["language", "language"],
  ["rights", "rights"],
  ["copyright", "rights"],
]);
const itemFields = new Map<string, ItemField>([
  ["title", "title"],
  ["link", "link"],
  ["id", "id"],
  ["guid", "id"],
  ["description", "summary"],
  ["summary", "summary"],
  ["content", "content"],
  ["author", "author"],
  ["published_parsed", "published"],
  ["updated_parsed", "updated"],
]);

/**
 * Reads the right answers in a header of feedparser's tests: `Expect: not bozo and entries[0]['title'] == 'Example'`.
 * Undefined if one of them is no simple comparison of a field that an answer has.
 */
export function readExpectations(bytes: Uint8Array) {
  const text = decodeAny(bytes);
  const line = /Expect:\s*(.{1,4000})/
    .exec(text)?.[1]
    ?.replace(/\s*-->.*$/, "")
    .trim();
  if (line === undefined) return undefined;
  const expectations: FeedExpectation[] = [];
  for (const part of line.split(/ and (?=not bozo|bozo|feed|entries|len)/)) {
    if (/^(?:not )?bozo$/.test(part)) continue;
    const expectation = readExpectation(part);
    if (!expectation) return undefined;
    expectations.push(expectation);
  }
  const header = (name: string) => new RegExp(`^Header:\\s+${name}:(.*)$`, "im").exec(text)?.[1]?.trim() ?? "";
  const url = header("Content-Location") || "http://127.0.0.1:8097/tests/";
  return expectations.length > 0
    ? { expectations, url: URL.canParse(url) ? url : "http://127.0.0.1:8097/", contentType: header("Content-type") }
    : undefined;
}

function readExpectation(part: string): FeedExpectation | undefined {
  const found =
    /^(feed|entries\[0\])(?:\[['"](\w+)['"]\]|\.(\w+))(?:\[0\](?:\[['"]value['"]\]|\.value))? == (.+)$/.exec(
      part.trim(),
    );
  if (!found) return undefined;
  const [, subject, one, other, literal = ""] = found;
  const name = one ?? other ?? "";
  const item = subject !== "feed";
  const field = item ? itemFields.get(name) : feedFields.get(name);
  const value = name.endsWith("_parsed") ? readTime(literal) : readString(literal);
  return field === undefined || value === undefined ? undefined : { item, field, value };
}

/** A Python string literal. */
function readString(literal: string): string | undefined {
  const found = /^u?(['"])(.*)\1$/.exec(literal.trim());
  if (!found || (found[2] ?? "").includes(`${found[1]} `)) return undefined;
  return (found[2] ?? "").replace(/\\(u[\da-f]{4}|x[\da-f]{2}|.)/gi, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: "\n", t: "\t", r: "\r" }[code] ?? code;
  });
}

function readTime(literal: string): string | undefined {
  const parts = literal.match(/\d+/g)?.map(Number);
  if (!parts || parts.length < 6) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second)).toISOString();
}

/** Whether an answer is right, without regard to markup, white space, and how characters are escaped. */
export function isAnswerRight(answer: FeedAnswer, { item, field, value }: FeedExpectation): boolean {
  const given = item ? answer.items[0]?.[field as ItemField] : answer[field as "title"];
  return given !== undefined && simplify(given) === simplify(value);
}

function simplify(text: string): string {
  return text
    .replace(/<[^<>]*>/g, " ")
    .replace(/&nbsp;|&#160;|\u00a0/g, " ")
    .replace(/&(?:#\d+|#x[\da-f]+|\w+);/gi, (entity) => {
      const named: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&apos;": "'" };
      const code = /^&#(x?)([\da-f]+);$/i.exec(entity);
      return code
        ? String.fromCodePoint(Number.parseInt(code[2] ?? "0", code[1] ? 16 : 10) % 0x10ffff)
        : (named[entity] ?? entity);
    })
    .replace(/\.000Z$/, "Z")
    .replace(/\s+/g, " ")
    .replace(/\/$/, "")
    .trim();
}

function decodeAny(bytes: Uint8Array): string {
  const wide = bytes.subarray(0, 200).filter((byte) => byte === 0).length;
  if (wide > 120) return new TextDecoder("latin1").decode(bytes.filter((byte) => byte !== 0));
  if (wide > 60) return new TextDecoder("latin1").decode(bytes.filter((byte) => byte !== 0));
  return new TextDecoder().decode(bytes);
}
