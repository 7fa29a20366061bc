import type { DiscussionComment } from "../queries.ts";

/** A comment as its file has it. */
export interface CommentEntry {
  id: number;
  /** The comment that it answers; null begins a thread. */
  parent: number | null;
  status: DiscussionComment["status"];
  /** The name under which it is shown; nobody's address. */
  name: string;
  /** The member's name in the address of their public profile; absent for guests and hidden profiles. */
  member?: string;
  date: string;
  edited?: string;
  featured?: string;
  /** How many members found it helpful. */
  reactions: number;
  /** As typed: Markdown, or HTML if it was imported. */
  text: string;
  html: string;
}

/**
 * Leaves out the comments that are not exported. A reply to one of them answers the nearest comment above it that is.
 * It holds the ids of the comments left out of one discussion, whose rows come parents first.
 */
export class CommentFilter {
  /** For each comment left out: the nearest exported one above it. */
  #above = new Map<number, number | null>();
  #articleId: number | undefined;

  /** The comment's entry; undefined if it is not exported. */
  accept(row: DiscussionComment): CommentEntry | undefined {
    if (row.articleId !== this.#articleId) {
      this.#above = new Map();
      this.#articleId = row.articleId;
    }
    const parent = row.parentId === null ? null : (this.#above.get(row.parentId) ?? this.#visibleParent(row.parentId));
    if (!row.isExported) {
      this.#above.set(row.id, parent);
      return undefined;
    }
    return {
      id: row.id,
      parent,
      status: row.status,
      name: row.name,
      ...(row.handle !== null && { member: row.handle }),
      date: row.createdAt.toISOString(),
      ...(row.editedAt && { edited: row.editedAt.toISOString() }),
      ...(row.featuredAt && { featured: row.featuredAt.toISOString() }),
      reactions: row.reactions,
      text: row.bodySource,
      html: row.bodyHtml,
    };
  }

  /** A parent that was left out and has nothing above it has null in the map. */
  #visibleParent(id: number): number | null {
    return this.#above.has(id) ? null : id;
  }
}
