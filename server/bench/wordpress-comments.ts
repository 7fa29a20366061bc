import { formWith } from "./forms.ts";
import type { HttpLoadResult } from "./http-load.ts";
import { sendRequests } from "./request-load.ts";
import { isRedirect } from "./write-requests.ts";

const noRequests: HttpLoadResult = { requests: 0, rate: Number.NaN, p50: Number.NaN, p99: Number.NaN, failures: 0 };

/**
 * Posts comments through the form of a WordPress article. WordPress's flood protection must be off: otherwise all but
 * one comment in fifteen seconds fail. Sends nothing to a page without this form.
 */
export async function postToWordPress(
  page: string,
  pace: { count: number; seconds: number; connections: number },
  text: () => string,
): Promise<HttpLoadResult> {
  const html = await (await fetch(page)).text();
  if (!html.includes("wp-comments-post.php")) return noRequests;
  const form = formWith(html, "comment_post_ID");
  const action = new URL(form.action, page);
  const post = (n: number) => {
    const author = { author: `Membre ${n % 400}`, email: `m${n % 400}@example.org` };
    const body = new URLSearchParams({ ...Object.fromEntries(form.fields), ...author, comment: text() });
    const headers = { "content-type": "application/x-www-form-urlencoded", referer: page };
    return { method: "POST" as const, path: action.pathname, headers, body: String(body) };
  };
  return sendRequests(action.origin, post, { ...pace, isSuccess: isRedirect });
}
