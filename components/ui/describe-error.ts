import { browserMessages } from "./browser-messages.ts";

/** The props that Next's error boundaries pass to their fallback. */
interface BoundaryProps {
  error: unknown;
  /** Renders the part again. */
  reset: () => void;
  /** Fetches from the server and renders the part again. */
  retry: () => void;
}

/** The message about a page or part that could not be rendered, and a way to recover. */
interface ErrorDescription {
  text: string;
  button: string;
  recover: () => void;
}

/** A script that failed to load fails until the page is reloaded: React and the bundler cache the failure. */
function isMissingScript(error: unknown): boolean {
  return error instanceof Error && (error.name === "ChunkLoadError" || /^Failed to load chunk/.test(error.message));
}

/** A server error has a digest: only a new request can recover from it. */
const isServerError = (error: unknown) => error instanceof Error && "digest" in error;

/**
 * Describes an error. A part offers a retry. A script that failed to load (lost connection, or an upgrade) and a whole page, whose data may
 * have been cut off, offer a reload. Nothing reloads automatically: that could loop for ever.
 */
export function describeError({ error, reset, retry }: BoundaryProps, scope: "part" | "page"): ErrorDescription {
  const sentences = browserMessages();
  const isMissing = isMissingScript(error);
  if (isMissing || scope === "page") {
    const text = sentences[isMissing ? "failures.outdated" : "failures.page"];
    return { text, button: sentences["failures.reload"], recover: () => location.reload() };
  }
  return {
    text: sentences["failures.part"],
    button: sentences["failures.retry"],
    recover: isServerError(error) ? retry : reset,
  };
}
