import type { closeHistory } from "@tiptap/pm/history";
import type { EditorView } from "@tiptap/pm/view";
import { toEmbed } from "#features/articles/body/embeds.ts";
import { readPastedAddress, toLocalHref } from "#features/editor/document/pasted-address.ts";
import type { LinkDetails } from "#features/editor/link-details/fetch-link-details.ts";
import { insertAddress, linkSelection, replaceLinkByCard, setEmbedTitle } from "./address-transactions.ts";

/** Fetches the description of an address. */
export type FetchLinkDetails = (address: string) => Promise<LinkDetails | undefined>;

/** Pastes a clipboard that holds an address: over selected words it links them, alone on a line it becomes an embed or a card. False for any other clipboard. */
export function pasteAddress(view: EditorView, plain: string, html: string, ask: FetchLinkDetails): boolean {
  const read = readPastedAddress(plain, html);
  if (!read) return false;
  const address = { ...read, href: toLocalHref(read.href, location.origin) };
  const paste = (tr: ReturnType<typeof closeHistory>) =>
    view.dispatch(tr.setMeta("paste", true).setMeta("uiEvent", "paste"));
  const linked = linkSelection(view.state, address);
  if (linked) {
    paste(linked);
    return true;
  }
  const player = toEmbed(read.href, read.title ?? "");
  const embed = player?.player === undefined ? undefined : { href: player.href, title: player.title };
  const { plain: tr, link, alone } = insertAddress(view.state, address, embed);
  paste(tr);
  const linkTransaction = link(view.state);
  if (!linkTransaction) return true;
  paste(linkTransaction);
  if (!alone || address.href.startsWith("mailto:")) return true;
  const finish = (described: LinkDetails | undefined) => {
    if (!described || view.isDestroyed || !view.editable) return;
    const next = embed
      ? setEmbedTitle(view.state, embed, described.title)
      : replaceLinkByCard(view.state, address, described, linkTransaction.time);
    if (next) view.dispatch(next);
  };
  // The clipboard had the title. The id of one of our articles has to come from the server.
  if (read.title && !address.href.startsWith("/")) {
    if (!embed) finish({ kind: "page", title: read.title });
  } else void ask(address.href.startsWith("/") ? address.href : new URL(read.href).href).then(finish);
  return true;
}
