import type { PageKey } from "./key.ts";
import type { CapturedResponse } from "./next/render.ts";

/**
 * WordPress ends its addresses with a slash, and Next redirects each of them to the same without before it looks further: two
 * hops for every old link. Where the second leads on for good, the first does so at once.
 */
export async function collapseRedirect(
  answer: CapturedResponse,
  key: Pick<PageKey, "kind" | "page">,
  ask: (key: Pick<PageKey, "url" | "headers">) => Promise<CapturedResponse>,
): Promise<CapturedResponse> {
  if (answer.status !== 308 || key.kind !== "html") return answer;
  const path = key.page.replace(/\?.*$/s, "");
  const without = path.replace(/\/$/, "");
  if (without === path || !/^\/(?!\/)/.test(without) || answer.headers.location?.replace(/\?.*$/s, "") !== without)
    return answer;
  const next = await ask({ url: answer.headers.location, headers: {} });
  return next.status === 308 || next.status === 301 ? next : answer;
}
