import { browserSentences } from "./browser-sentences.ts";

/** What Next's boundaries hand to what they show. */
interface Failed {
  error: unknown;
  /** Draws it once more. */
  reset: () => void;
  /** The same with what the site says now. */
  retry: () => void;
}

/** What is said of a page, or a part of it, that could not be drawn, and what helps. */
export interface Failure {
  text: string;
  button: string;
  recover: () => void;
}

/** A script that could not be fetched stays so until the page is loaded again: React and the bundler remember it. */
function isMissingScript(error: unknown): boolean {
  return error instanceof Error && (error.name === "ChunkLoadError" || /^Failed to load chunk/.test(error.message));
}

/** What the site failed at has a digest: only the site can recover it. */
const isServerError = (error: unknown) => error instanceof Error && "digest" in error;

/**
 * A part asks for another attempt. A script that did not come (the connection, or an upgrade), and a page as a whole, whose data may have been
 * cut off, ask for the page to be reloaded. Nothing is loaded by itself: that could go on for ever.
 */
export function failureOf({ error, reset, retry }: Failed, of: "part" | "page"): Failure {
  const sentences = browserSentences();
  const isMissing = isMissingScript(error);
  if (isMissing || of === "page") {
    const text = sentences[isMissing ? "failures.outdated" : "failures.page"];
    return { text, button: sentences["failures.reload"], recover: () => location.reload() };
  }
  return {
    text: sentences["failures.part"],
    button: sentences["failures.retry"],
    recover: isServerError(error) ? retry : reset,
  };
}
