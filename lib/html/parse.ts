import type { Root } from "hast";
import { fromHtml } from "hast-util-from-html";

/** Parses a fragment of HTML as a browser would. Never throws on broken markup; the tree is untrusted until sanitised. */
export function parseHtml(html: string): Root {
  return fromHtml(html, { fragment: true });
}
