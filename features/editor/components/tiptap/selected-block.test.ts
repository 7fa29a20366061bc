import { GapCursor } from "@tiptap/pm/gapcursor";
import { type Command, type EditorState, NodeSelection } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { moveBlock } from "./move-block.ts";
import { parsePastedHtml, toOpenSlice } from "./paste-handlers.ts";
import {
  deleteBlock,
  enterAfterBlock,
  goToEnd,
  goToStart,
  moveAfterBlock,
  moveAfterInserted,
  moveAfterPasted,
  selectAdjacentBlock,
  selectedBlock,
} from "./selected-block.ts";
import { findSlashQuery } from "./slash-query.ts";
import { opened, openedAt, schema, undone, written, writtenWithCursor } from "./tiptap-testing.ts";

const card = (n: number) => `<p data-card="${n}"><a href="/articles/${n}">Article ${n}</a></p>`;
const embed = '<p data-embed=""><a href="https://www.youtube.com/watch?v=abcdefg">Un film</a></p>';
const figure = '<figure><img src="/media/0123456789abcdef01234567" alt="a"><figcaption>Légende</figcaption></figure>';
const table = "<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>";
const rule = "<hr>";
const kept = "<table><caption>Titre</caption><tbody><tr><td>A</td></tr></tbody></table>";
const pieces = { card: card(1), embed, figure, table, rule, kept };

const run = (state: EditorState, command: Command) => {
  let now = state;
  const done = command(state, (tr) => {
    now = now.apply(tr);
  });
  return { now, done };
};
/** Types text as the editor's handler does. */
const type = (state: EditorState, text: string) => {
  const tr = moveAfterBlock(state.tr) ?? state.tr;
  return state.apply(tr.insertText(text));
};
const whole = (state: EditorState) => selectedBlock(state)?.type.name;

describe.each(Object.entries(pieces))("with a %s selected", (_, html) => {
  test("typing adds a paragraph after it", () => {
    expect(written(type(openedAt(`<p>Un</p>${html}<p>Deux</p>`, 1), "x"))).toBe(
      `<p>Un</p>\n${html}\n<p>x</p>\n<p>Deux</p>`,
    );
    expect(written(type(openedAt(html, 0), "x"))).toBe(`${html}\n<p>x</p>`);
    expect(written(type(openedAt(`${html}${card(2)}`, 0), "x"))).toBe(`${html}\n<p>x</p>\n${card(2)}`);
  });

  test("typing uses an empty line after it", () => {
    const state = openedAt(`${html}<p>Deux</p>`, 0);
    const { now } = run(state, enterAfterBlock);
    const again = now.apply(now.tr.setSelection(NodeSelection.create(now.doc, 0)));
    expect(run(again, enterAfterBlock).now.doc.eq(now.doc)).toBe(true);
    expect(writtenWithCursor(now)).toBe(`${html}\n<p>|</p>\n<p>Deux</p>`);
    expect(written(undone(now))).toBe(`${html}\n<p>Deux</p>`);
  });

  test("Backspace and Delete remove it and move to the text on their side", () => {
    const state = openedAt(`<p>Un</p>${html}<p>Deux</p>`, 1);
    expect(writtenWithCursor(run(state, deleteBlock(-1)).now)).toBe("<p>Un|</p>\n<p>Deux</p>");
    expect(writtenWithCursor(run(state, deleteBlock(1)).now)).toBe("<p>Un</p>\n<p>|Deux</p>");
  });

  test("Backspace and Delete between two cards leave an empty line and select neither", () => {
    for (const direction of [-1, 1] as const) {
      const { now } = run(openedAt(`${card(2)}${html}${card(3)}`, 1), deleteBlock(direction));
      expect(whole(now)).toBeUndefined();
      expect(writtenWithCursor(now)).toBe(`${card(2)}\n<p>|</p>\n${card(3)}`);
    }
  });

  test("Backspace and Delete leave an empty line if it is alone", () => {
    const { now } = run(openedAt(html, 0), deleteBlock(-1));
    expect(writtenWithCursor(now)).toBe("<p>|</p>");
  });

  test("Backspace in the line after it and Delete in the line before it select it first", () => {
    const after = run(opened(`${html}<p>|Deux</p>`), selectAdjacentBlock(-1));
    expect([after.done, whole(after.now), written(after.now)]).toEqual([
      true,
      whole(openedAt(html, 0)),
      `${html}\n<p>Deux</p>`,
    ]);
    const before = run(opened(`<p>Un|</p>${html}`), selectAdjacentBlock(1));
    expect([before.done, whole(before.now), written(before.now)]).toEqual([
      true,
      whole(openedAt(html, 0)),
      `<p>Un</p>\n${html}`,
    ]);
  });

  test("Backspace and Delete remove the empty line that they come from", () => {
    for (const [body, direction] of [
      [`${html}<p>|</p><p>Deux</p>`, -1],
      [`<p>Un</p><p>|</p>${html}`, 1],
    ] as const) {
      const { now } = run(opened(body), selectAdjacentBlock(direction));
      expect(whole(now)).toBe(whole(openedAt(html, 0)));
      expect(now.doc.childCount).toBe(2);
    }
  });
});

test("Ctrl+Home goes before a first card, Ctrl+End to the last line", () => {
  const state = openedAt(`${card(1)}<p>Un</p>`, 0);
  expect(written(type(run(state, goToStart).now, "x"))).toBe(`<p>x</p>\n${card(1)}\n<p>Un</p>`);
  expect(written(type(run(state, goToEnd).now, "x"))).toBe(`${card(1)}\n<p>Unx</p>`);
  expect(written(type(run(opened("<h2>Un</h2><p>Deux|</p>"), goToStart).now, "x"))).toBe("<h2>xUn</h2>\n<p>Deux</p>");
});

test("the keys act as usual inside a line and beside other text", () => {
  for (const body of ["<p>Un|e</p>", "<p>Un</p><p>|Deux</p>", "<ul><li>|Un</li></ul>", `${card(1)}<p>D|eux</p>`]) {
    expect(run(opened(body), selectAdjacentBlock(-1)).done).toBe(false);
    expect(run(opened(body), enterAfterBlock).done).toBe(false);
    expect(run(opened(body), deleteBlock(-1)).done).toBe(false);
  }
  expect(run(opened(figure.replace("Légende", "|Légende")), selectAdjacentBlock(-1)).done).toBe(false);
});

test("Enter in a caption continues below the figure", () => {
  const { now } = run(opened(`${figure.replace("Légende", "Lé|gende")}<p>Deux</p>`), enterAfterBlock);
  expect(writtenWithCursor(now)).toBe(`${figure}\n<p>|</p>\n<p>Deux</p>`);
});

test("text stays in its list item, quotation or cell", () => {
  for (const [open, close] of [
    ["<ul><li><p>Un</p>", "</li></ul>"],
    ["<blockquote><p>Un</p>", "</blockquote>"],
    ["<table><tbody><tr><td><p>Un</p>", "</td></tr></tbody></table>"],
  ]) {
    const state = opened(`${open}<hr>${close}`);
    let at = 0;
    state.doc.descendants((node, pos) => {
      if (node.type.name === "horizontalRule") at = pos;
    });
    const chosen = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, at)));
    expect(written(type(chosen, "x"))).toBe(`${open}<hr><p>x</p>${close}`);
  }
});

test("inserting a block leaves the cursor in the line after it", () => {
  for (const [body, expected] of [
    ["<p>Un|deux</p>", `<p>Un</p>\n${card(9)}\n<p>|deux</p>`],
    ["<p>|</p>", `${card(9)}\n<p>|</p>`],
    [`<p>|</p>${card(2)}`, `${card(9)}\n<p>|</p>\n${card(2)}`],
    ["<p>|</p><h2>Titre</h2>", `${card(9)}\n<p>|</p>\n<h2>Titre</h2>`],
  ] as const) {
    const state = opened(body);
    const made = schema.node("card", { id: "9", href: "/articles/9", title: "Article 9" });
    const { $from } = state.selection;
    const tr =
      $from.parent.content.size === 0
        ? state.tr.replaceWith($from.before(), $from.after(), made)
        : state.tr.replaceWith($from.pos, $from.pos, made);
    let at = 0;
    tr.doc.descendants((node, pos) => {
      if (node.eq(made)) at = pos;
    });
    tr.setSelection(NodeSelection.create(tr.doc, at));
    moveAfterInserted(tr);
    expect(writtenWithCursor(state.apply(tr)), body).toBe(expected);
  }
});

test("typing at a gap before, between or after blocks stays there", () => {
  const body = `${card(1)}${card(2)}`;
  const state = opened(body);
  const size = state.doc.child(0).nodeSize;
  for (const [at, expected] of [
    [0, `<p>x</p>\n${card(1)}\n${card(2)}`],
    [size, `${card(1)}\n<p>x</p>\n${card(2)}`],
    [2 * size, `${card(1)}\n${card(2)}\n<p>x</p>`],
  ] as const) {
    const gap = state.apply(state.tr.setSelection(new GapCursor(state.doc.resolve(at))));
    expect(written(type(gap, "x"))).toBe(expected);
  }
});

describe("typing after a paste that ends with a figure goes below it", () => {
  const picture = '<figure><img src="/media/0123456789abcdef01234567" alt="a"></figure>';
  test.each([
    ["in an empty line", "<p>|</p>", `<p>Un</p>\n${picture}\n<p>|</p>`],
    ["at the end of a line", "<p>Avant|</p>", `<p>AvantUn</p>\n${picture}\n<p>|</p>`],
    ["within a line", "<p>Avant|après</p>", `<p>AvantUn</p>\n${picture}\n<p>|après</p>`],
  ])("%s", (_, before, after) => {
    const state = opened(before);
    const { of, part } = parsePastedHtml(`<p>Un</p>${picture}`);
    const slice = toOpenSlice(schema, part(0, of));
    const pasted = state.apply(moveAfterPasted(state.tr.replaceSelection(slice), slice.content.lastChild));
    expect(writtenWithCursor(pasted).replace(/ width="\d+" height="\d+"/g, "")).toBe(after);
  });

  test("pasting words into a caption leaves the cursor there", () => {
    const state = opened(
      '<figure><img src="/media/0123456789abcdef01234567" alt="a"><figcaption>Vu |ici</figcaption></figure>',
    );
    const { of, part } = parsePastedHtml("<p>hier </p>");
    const slice = toOpenSlice(schema, part(0, of));
    const pasted = state.apply(moveAfterPasted(state.tr.replaceSelection(slice), slice.content.lastChild));
    expect(writtenWithCursor(pasted)).toContain("<figcaption>Vu hier|ici</figcaption>");
  });
});

describe("moveBlock", () => {
  const text = `<p>Un</p>${card(1)}<p>Deux</p>`;

  test("moves the selected block above and below its neighbour, and keeps it selected", () => {
    const up = run(openedAt(text, 1), moveBlock(-1)).now;
    expect(written(up)).toBe(`${card(1)}\n<p>Un</p>\n<p>Deux</p>`);
    expect(whole(up)).toBe("card");
    const down = run(openedAt(text, 1), moveBlock(1)).now;
    expect(written(down)).toBe(`<p>Un</p>\n<p>Deux</p>\n${card(1)}`);
    expect(written(undone(down))).toBe(`<p>Un</p>\n${card(1)}\n<p>Deux</p>`);
  });

  test("does nothing at the edges, for text, and where the neighbour must stay first", () => {
    expect(run(openedAt(`${card(1)}<p>Un</p>`, 0), moveBlock(-1)).done).toBe(false);
    expect(run(openedAt(`<p>Un</p>${card(1)}`, 1), moveBlock(1)).done).toBe(false);
    expect(run(opened("<p>U|n</p><p>Deux</p>"), moveBlock(1)).done).toBe(false);
  });
});

describe("findSlashQuery", () => {
  const queryOf = (html: string) => findSlashQuery(opened(html))?.query;

  test("finds what follows a slash at the beginning of a paragraph", () => {
    expect(queryOf("<p>/|</p>")).toBe("");
    expect(queryOf("<p>/enc|</p>")).toBe("enc");
    expect(queryOf("<blockquote><p>/à lire|</p></blockquote>")).toBe("à lire");
  });

  test("finds nothing within a text, in a heading, with a selection, or in an address", () => {
    for (const html of [
      "<p>et/ou|</p>",
      "<h2>/enc|</h2>",
      "<p>|/enc|</p>",
      "<p>/etc/passwd|</p>",
      "<p>/enc </p><p>|</p>",
    ])
      expect(queryOf(html), html).toBeUndefined();
    expect(queryOf(`<p>/${"a".repeat(30)}|</p>`)).toBeUndefined();
  });
});
