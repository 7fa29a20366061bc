import type { PageKey } from "./key.ts";
import type { CapturedResponse } from "./next/render.ts";

/**
 * WordPress addresses end with a slash, and Next redirects each of them to the same address without it before it looks
 * further: two redirects for every old link. Where the second one is permanent, the first leads to its target directly.
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
