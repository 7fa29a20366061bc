import { matchesPattern, normaliseRobotsPath } from "./path-pattern.ts";
import { type ReadTag, readTags } from "./tags.ts";

const maxLicenceLength = 512_000;
const maxContents = 1_000;

/** The terms of one `<license>`. */
interface LicenceTerms {
  /** Undefined: it lists nothing that it permits. */
  permitsTraining: boolean | undefined;
  prohibitsTraining: boolean;
  /** Whether it depends on who uses the text, and where. */
  isLimited: boolean;
  isPaid: boolean;
}

interface LicensedContent {
  url: string;
  licences: LicenceTerms[];
}

const trainingTokens = new Set(["all", "ai-all", "ai-train"]);
/** Payment types of licences that anybody may use, without a contract or a fee. */
const freePayments = new Set(["", "free", "attribution", "contribution"]);

/**
 * Whether an RSL 1.0 document reserves a path: it forbids AI training, limits it or asks for payment. Of the contents that match,
 * the most specific decide, and of their terms the strictest. Any text is accepted; one that is not such a
 * document, or does not mention the path, reserves nothing.
 * @param origin the site whose path it is; terms for addresses of other sites do not match
 */
export function isReservedByLicence(document: string, path: string, origin: string): boolean {
  const normal = normaliseRobotsPath(path);
  const matching = parseContents(document.slice(0, maxLicenceLength)).flatMap(({ url, licences }) => {
    const pattern = toPattern(url, origin);
    return pattern !== undefined && matchesPattern(pattern, normal) ? [{ length: pattern.length, licences }] : [];
  });
  const longest = matching.reduce((most, { length }) => Math.max(most, length), 0);
  const terms = matching.filter(({ length }) => length === longest).flatMap(({ licences }) => licences);
  if (terms.length === 0) return false;
  if (terms.some(({ prohibitsTraining }) => prohibitsTraining)) return true;
  return !terms.some(isFreeForTraining);
}

const isFreeForTraining = ({ permitsTraining, isLimited, isPaid }: LicenceTerms) =>
  !isLimited && !isPaid && permitsTraining !== false;

const hostOf = (url: URL) => url.host.replace(/^www\./, "");

/** `url=""` is the scope in which the document was found. */
function toPattern(url: string, origin: string): string | undefined {
  if (url === "") return "/";
  if (url.startsWith("/") && !url.startsWith("//")) return normaliseRobotsPath(url);
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return hostOf(parsed) === hostOf(new URL(origin)) ? normaliseRobotsPath(parsed.pathname + parsed.search) : undefined;
}

const newTerms = (): LicenceTerms => ({
  permitsTraining: undefined,
  prohibitsTraining: false,
  isLimited: false,
  isPaid: false,
});

function parseContents(document: string): LicensedContent[] {
  const contents: LicensedContent[] = [];
  let licence: LicenceTerms | undefined;
  for (const tag of readTags(document)) {
    if (tag.name === "content" && !tag.isEnd) {
      if (contents.length >= maxContents) break;
      contents.push({ url: (tag.attributes.get("url") ?? "").trim(), licences: [] });
      licence = undefined;
    }
    if (tag.name === "license") {
      licence = tag.isEnd ? undefined : newTerms();
      if (licence) contents.at(-1)?.licences.push(licence);
    }
    if (licence && !tag.isEnd) addTerm(licence, tag);
  }
  return contents;
}

function addTerm(licence: LicenceTerms, { name, attributes, text }: ReadTag): void {
  const type = attributes.get("type")?.trim().toLowerCase() ?? "";
  if (name === "payment") licence.isPaid = !freePayments.has(type);
  // With an amount, or a process of the publisher's own, it is not free.
  if (name === "amount" || name === "custom") licence.isPaid = true;
  if (name !== "permits" && name !== "prohibits") return;
  if (type === "user" || type === "geo") licence.isLimited = true;
  // Version 0.9 separated the tokens by commas and called the type otherwise in places.
  if (type !== "usage" && type !== "") return;
  const tokens = text
    .slice(0, 2_000)
    .toLowerCase()
    .replaceAll("train-ai", "ai-train")
    .split(/[\s,]+/);
  // A document may have thousands of these elements: only what they say is kept, not their words.
  const isAboutTraining = tokens.some((token) => trainingTokens.has(token));
  if (name === "prohibits") licence.prohibitsTraining ||= isAboutTraining;
  else licence.permitsTraining = isAboutTraining || licence.permitsTraining === true;
}
