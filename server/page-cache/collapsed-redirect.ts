import { splitAddress } from "#lib/split-address.ts";
import type { PageKey } from "./key.ts";
import type { CapturedResponse } from "./next/render.ts";

/**
 * WordPress addresses end with a slash. Next first redirects each of them to the address without the slash, so every
 * old link would take two redirects. If the second redirect is permanent, the first one leads directly to its target.
 */
export async function collapseRedirect(
  answer: CapturedResponse,
  key: Pick<PageKey, "kind" | "page">,
  ask: (key: Pick<PageKey, "url" | "headers">) => Promise<CapturedResponse>,
): Promise<CapturedResponse> {
  if (answer.status !== 308 || key.kind !== "html") return answer;
  const path = splitAddress(key.page).path;
  const without = path.replace(/\/$/, "");
  if (without === path || !/^\/(?!\/)/.test(without) || answer.headers.location?.replace(/\?.*$/s, "") !== without)
    return answer;
  const next = await ask({ url: answer.headers.location, headers: {} });
  return next.status === 308 || next.status === 301 ? next : answer;
}
