import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CommentOfTheWeek } from "./comment-of-the-week.tsx";

test("names the author of an imported comment without a name as discussions do", () => {
  const comment = {
    id: 1,
    thread: 1,
    hasSeparatePage: false,
    bodyHtml: "<p>Bien vu.</p>",
    reactions: 0,
    name: "",
    handle: null,
    avatar: null,
    memberSince: null,
    article: { id: 1, slug: "un", title: "Un" },
  };
  expect(renderToStaticMarkup(<CommentOfTheWeek comment={comment} among={1} />)).toContain("<b>Anonyme</b>");
});
