import type { FeedFailure } from "#db/schema/syndication.ts";
import { type Locale, translator } from "#i18n/translator.ts";

/** Why a fetch fails: the messages below `sources.failures`. */
const failureCodes = [
  // The address, and the way to it (lib/fetch).
  ...(["address", "scheme", "credentials", "port", "private", "redirects", "unknownHost"] as const),
  ...(["network", "timeout", "tooSlow", "tooLarge", "aborted"] as const),
  // The response.
  ...(["unauthorized", "refused", "notFound", "gone", "tooMany", "server", "status"] as const),
  // The document (lib/feed/parsed-feed.ts), and the parser thread.
  ...(["empty", "html", "notFeed", "syntax", "forbidden", "encoding", "busy", "costly", "noFeed"] as const),
  // Its new address is that of another feed.
  "sameFeed",
  "other",
] as const;
type FailureCode = (typeof failureCodes)[number];

const isFailureCode = (code: string): code is FailureCode => failureCodes.some((known) => known === code);

/** These have another message before the feed is followed, below `sources.previewFailures`: the editor can do other things about them. */
const previewCodes = ["gone", "notFound", "status", "html"] as const;

const isPreviewCode = (code: string): code is (typeof previewCodes)[number] =>
  previewCodes.some((known) => known === code);

interface FailureContext {
  /** Whether the feed is not followed yet. */
  isPreview?: boolean;
}

/** Why a fetch failed and what to do, in words, with the place of the damage. */
export function describeFailureIn(
  locale: Locale,
  { code, status = 0, line, column }: FeedFailure,
  { isPreview = false }: FailureContext = {},
): string {
  const t = translator(locale);
  const text =
    isPreview && isPreviewCode(code)
      ? t.typeset(`sources.previewFailures.${code}`, { status })
      : t.typeset(`sources.failures.${isFailureCode(code) ? code : "other"}`, { status });
  return line ? `${text} ${t("sources.place", { line, column: column ?? 1 })}` : text;
}
