import { expect, it } from "vitest";
import type { DiscussionComment } from "../queries.ts";
import { CommentFilter } from "./comment-entries.ts";

const at = new Date("2017-03-19T17:13:16Z");
const row = (id: number, parentId: number | null, isExported = true, articleId = 1): DiscussionComment => ({
  ...{ id, articleId, parentId, isExported, status: isExported ? "visible" : "removed" },
  ...{ name: "Ada", handle: null, bodySource: "a", bodyHtml: "<p>a</p>", reactions: 0 },
  ...{ createdAt: at, editedAt: null, featuredAt: null },
});

it("hangs the replies of a comment that is left out below the nearest one above it", () => {
  const comments = new CommentFilter();
  const parents = [
    row(1, null),
    row(2, 1, false),
    row(3, 2, false),
    row(4, 3),
    row(5, 4),
    row(6, null, false),
    row(7, 6),
  ]
    .map((one) => comments.accept(one))
    .map((entry) => entry && [entry.id, entry.parent]);
  expect(parents).toEqual([[1, null], undefined, undefined, [4, 1], [5, 4], undefined, [7, null]]);
});

it("knows each discussion by itself", () => {
  const comments = new CommentFilter();
  comments.accept(row(1, null, false));
  expect(comments.accept(row(9, 1, true, 2))?.parent).toBe(1);
});
