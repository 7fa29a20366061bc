import type { PageKey } from "../key.ts";
import { notFoundRoute } from "./internals.ts";
import type { CapturedResponse } from "./render.ts";

/** What Next sends when a page calls `notFound()`: a document that is empty until its scripts run. */
const emptyDocument = '<html id="__next_error__"';

/**
 * Replaces Next's empty 404 document with the site's own page, which is readable without JavaScript. The result has the
 * tags of both: it is invalidated when the address is created and when the content listed on the page changes.
 */
export async function readableNotFound(
  answer: CapturedResponse,
  key: Pick<PageKey, "kind">,
  ask: (key: Pick<PageKey, "url" | "headers">) => Promise<CapturedResponse>,
): Promise<CapturedResponse> {
  if (answer.status !== 404 || key.kind !== "html") return answer;
  if (!answer.body.subarray(0, 200).includes(emptyDocument)) return answer;
  const page = await ask({ url: notFoundRoute, headers: {} });
  if (page.status !== 404 || page.body.includes(emptyDocument)) return answer;
  const reads = { ...page.reads, tags: new Set([...answer.reads.tags, ...page.reads.tags]) };
  return { ...answer, headers: { ...answer.headers, link: page.headers.link }, body: page.body, reads };
}
