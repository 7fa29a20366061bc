import { createHash } from "node:crypto";
import type { DraftContent } from "#db/schema/newsroom.ts";
import type { feedItems, feeds } from "#db/schema.ts";
import {
  maxArticleTitleLength,
  maxLeadCaptionLength,
  maxLeadLength,
  maxSourceNameLength,
  maxSourceTitleLength,
} from "#features/newsroom/rules.ts";
import { escapeHtml } from "#lib/html/escape-html.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { isWebAddress } from "#lib/site-address.ts";
import { mapTerms, type SiteTerms } from "./item-terms.ts";
import { splitLead } from "./lead.ts";
import { type PlacedPicture, placePictures } from "./place-pictures.ts";

type ItemRow = typeof feedItems.$inferSelect;
type FeedRow = typeof feeds.$inferSelect;

/** An item with what its feed's policy says about the article made of it. */
export interface PublishableItem
  extends Pick<ItemRow, "url" | "title" | "terms" | "excerpt" | "bodyHtml">,
    Pick<FeedRow, "body" | "indexing" | "categoryId" | "authorId" | "termMappings"> {
  source: { name: string; url: string; isReserved: boolean };
}

/**
 * Makes the content of an article of an item, by the policy of its feed. `pictures` are those in the library, in the
 * order of the item: the first one leads, the others are where they are in the text. A source that reserves text and
 * data mining is excerpted only. `siteTerms`: the site's categories and tags that the item's terms may match.
 *
 * Indexing `noindex` makes the article syndicated: search engines do not index it. `canonical` does not: they read the
 * page, which names the original as its canonical address.
 */
export function toArticleContent(
  item: PublishableItem,
  pictures: PlacedPicture[],
  siteTerms?: SiteTerms,
): DraftContent {
  const { source } = item;
  const address = isWebAddress(item.url) ? item.url : source.url;
  const isCanonical = item.indexing === "canonical" && isWebAddress(item.url);
  const title = shortenText(item.title.trim(), maxArticleTitleLength);
  return {
    title,
    ...toText(item, pictures),
    slug: "",
    ...mapTerms(item, siteTerms),
    authorIds: item.authorId === null ? [] : [item.authorId],
    source: {
      name: shortenText(source.name, maxSourceNameLength),
      title: shortenText(item.title.trim(), maxSourceTitleLength),
      url: address,
      syndicated: !isCanonical,
    },
    canonicalUrl: isCanonical ? item.url : "",
    seoTitle: "",
    seoDescription: "",
    commentsCloseAfterDays: null,
  };
}

/** The part of a content that the item's text determines, and that is replaced when its source changes it. */
export type ItemText = Pick<DraftContent, "lead" | "bodyHtml" | "leadMediaId" | "leadCaption">;

function toText(item: PublishableItem, pictures: PlacedPicture[]): ItemText {
  const [first] = pictures;
  const picture = {
    leadMediaId: first?.id ?? null,
    leadCaption: shortenText(first?.caption ?? "", maxLeadCaptionLength),
  };
  const excerpt = item.excerpt.trim();
  if (item.body === "excerpt" || item.source.isReserved || item.bodyHtml === "") {
    const isLead = [...excerpt].length <= maxLeadLength;
    return {
      ...picture,
      lead: isLead ? excerpt : "",
      bodyHtml: isLead ? "" : toHtml(parseHtml(`<p>${escapeHtml(excerpt)}</p>`)),
    };
  }
  return { ...picture, ...splitLead(excerpt, placePictures(item.bodyHtml, pictures.slice(1))) };
}

/** Hashes what an editor may change of an item's text. An article with another hash was edited here. */
export function hashArticleText({ title, lead, bodyHtml, leadMediaId, leadCaption }: ItemText & { title: string }) {
  const text = JSON.stringify([title, lead, bodyHtml, leadMediaId, leadCaption]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
