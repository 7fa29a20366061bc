import { siteLocale } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { mediaSrc } from "#lib/media-path.ts";
import type { CompactNode } from "#lib/prose/compact-tree.ts";
import { toCompactBody } from "./comment-body.ts";
import type { PostedComment } from "./posting/post.ts";
import { commentPath } from "./rules.ts";

/** A comment that was just posted, as JSON. The browser shows it in the discussion as the page will show it later. */
export interface CommentView {
  id: number;
  parentId: number | null;
  thread: number;
  /** Empty for a member without a name. */
  name: string;
  /** The address of the author's picture. */
  avatar?: string;
  /** The address of the author's profile. */
  profile?: string;
  byAuthor: boolean;
  byStaff: boolean;
  /** The author's expert badge. */
  expertise?: string;
  address: string;
  /** The moment with its zone, for machines and for people. */
  date: { iso: string; text: string };
  body: CompactNode[];
}

/** Describes a visible comment for the browser of its author. */
export function toCommentView(comment: PostedComment): CommentView {
  const { id, parentId, slug, thread, hasSeparatePage, createdAt, bodyHtml, author, settings } = comment;
  const zone = settings["site.zone"];
  return {
    id,
    parentId,
    thread,
    name: author.name,
    ...(author.avatar !== null && { avatar: mediaSrc(author.avatar, 160, "jpeg") }),
    ...(author.profile && { profile: `/members/${author.handle}` }),
    byAuthor: author.byAuthor,
    byStaff: author.byStaff,
    ...(author.expertise !== "" && { expertise: author.expertise }),
    address: commentPath(slug, thread, id, hasSeparatePage),
    date: {
      iso: isoWithZone(createdAt, zone),
      text: formatDate(createdAt, { locale: siteLocale(), zone, style: "long" }),
    },
    body: toCompactBody(bodyHtml),
  };
}
