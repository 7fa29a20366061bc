import { baseKeymap } from "@tiptap/pm/commands";
import { type Command, type EditorState, TextSelection } from "@tiptap/pm/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detailsKeys, moveOutOfSummary, toggleDetails } from "./details.ts";
import { moveBlock } from "./move-block.ts";
import { parsePastedHtml, toOpenSlice } from "./paste-handlers.ts";
import { opened, openedAt, schema, undone, written, writtenWithCursor } from "./tiptap-testing.ts";

const section = (title: string, ...lines: string[]) =>
  `<details><summary>${title}</summary>${lines.map((line) => (line.startsWith("<") ? line : `<p>${line}</p>`)).join("")}</details>`;

const run = (state: EditorState, ...commands: (Command | undefined)[]): EditorState => {
  let now = state;
  commands.find((command) =>
    command?.(state, (tr) => {
      now = now.apply(tr);
    }),
  );
  now.doc.check();
  return now;
};
const press = (state: EditorState, key: keyof typeof detailsKeys) => run(state, ...detailsKeys[key], baseKeymap[key]);

describe("Enter", () => {
  test.each([
    ["at the end of a title", section("Titre|", "Un"), section("Titre", "|", "Un")],
    ["within a title", section("Ti|tre", "Un"), section("Ti", "|tre", "Un")],
    ["above a list", section("Titre|", "<ul><li>Un</li></ul>"), section("Titre", "|", "<ul><li>Un</li></ul>")],
    ["in the content", section("Titre", "U|n"), section("Titre", "U", "|n")],
  ])("%s", (_, before, after) => {
    const state = press(opened(before), "Enter");
    expect(writtenWithCursor(state)).toBe(after);
    expect(written(undone(state))).toBe(before.replace("|", ""));
  });

  test("in a title uses the empty first line of the content", () => {
    const state = run(opened("<p>|</p>"), toggleDetails);
    const entered = press(state.apply(state.tr.insertText("Titre")), "Enter");
    expect(writtenWithCursor(entered)).toBe(section("Titre", "|"));
    expect(entered.doc.child(0).lastChild?.childCount).toBe(1);
  });

  test("on the empty last line leaves the section, twice from a full one", () => {
    const state = press(opened(`${section("Titre", "Un|")}<p>Suite</p>`), "Enter");
    const left = press(state, "Enter");
    expect(writtenWithCursor(left)).toBe(`${section("Titre", "Un")}\n<p>|</p>\n<p>Suite</p>`);
    const inList = press(press(opened(`<ul><li>${section("Titre", "Un|")}</li></ul>`), "Enter"), "Enter");
    expect(writtenWithCursor(inList)).toBe(`<ul><li>${section("Titre", "Un")}<p>|</p></li></ul>`);
  });
});

describe("Backspace and Delete", () => {
  test.each([
    [
      "unwraps at the start of a title",
      "Backspace",
      section("|Titre", "Un", "Deux"),
      "<p>|Titre</p>\n<p>Un</p>\n<p>Deux</p>",
    ],
    ["appends the first line to the title", "Backspace", section("Titre", "|Un", "Deux"), section("Titre|Un", "Deux")],
    ["appends a first heading too", "Backspace", section("Titre", "<h2>|Un</h2>", "Deux"), section("Titre|Un", "Deux")],
    [
      "takes the first line out of its list",
      "Backspace",
      section("Titre", "<ul><li>|Un</li></ul>"),
      section("Titre", "|Un"),
    ],
    ["joins the lines of the content", "Backspace", section("Titre", "Un", "|Deux"), section("Titre", "Un|Deux")],
    [
      "joins a line below to the content",
      "Backspace",
      `${section("Titre", "Un")}<p>|Deux</p>`,
      section("Titre", "Un|Deux"),
    ],
    ["appends the first line from the title", "Delete", section("Titre|", "Un", "Deux"), section("Titre|Un", "Deux")],
    [
      "leaves a list alone",
      "Delete",
      section("Titre|", "<ul><li>Un</li></ul>"),
      section("Titre|", "<ul><li>Un</li></ul>"),
    ],
  ] as const)("%s", (_, key, before, after) => {
    expect(writtenWithCursor(press(opened(before), key))).toBe(after);
  });

  test("unwrap at the start of an empty title", () => {
    const state = run(opened("<p>Un|</p><p>Deux</p>"), toggleDetails);
    expect(state.selection.$from.parent.type.name).toBe("summary");
    expect(written(press(state, "Backspace"))).toBe("<p>Un</p>\n<p>Deux</p>");
  });
});

test("wraps the selected blocks and unwraps the section at the cursor", () => {
  const state = run(opened("<p>a</p><p>b|</p><ul><li>c|</li></ul>"), toggleDetails);
  const titled = state.apply(state.tr.insertText("Titre"));
  expect(written(titled)).toBe(`<p>a</p>\n${section("Titre", "b", "<ul><li>c</li></ul>")}`);
  expect(writtenWithCursor(run(opened(section("T", "a", "b|c")), toggleDetails))).toBe(
    "<p>T</p>\n<p>a</p>\n<p>b|c</p>",
  );
  const term = opened("<dl><dt>a|</dt><dd>b</dd></dl>");
  expect(run(term, toggleDetails)).toBe(term);
});

test("moves as one block, and keeps a place for what is inserted from its title", () => {
  const html = section("Titre", "Un");
  expect(written(run(openedAt(`<p>a</p>${html}<p>b</p>`, 1), moveBlock(-1)))).toBe(`${html}\n<p>a</p>\n<p>b</p>`);
  const state = opened(section("Titre|", "Un"));
  const tr = moveOutOfSummary(state.tr);
  expect(tr && writtenWithCursor(state.apply(tr))).toBe(section("Titre", "|", "Un"));
  expect(moveOutOfSummary(opened(section("Titre", "Un|")).tr)).toBeUndefined();
});

const paste = (state: EditorState, html: string) => {
  const { of, part } = parsePastedHtml(html);
  return state.apply(state.tr.replaceSelection(toOpenSlice(schema, part(0, of))));
};

test.each([
  [
    "<p>a|</p>",
    `<details open class="x"><summary>T</summary><div><p>Un</p></div></details>`,
    `<p>a</p>\n${section("T", "Un")}`,
  ],
  [section("a|b", "Un"), "<p>x <b>y</b></p>", section("ax <strong>y</strong>b", "Un")],
])("pastes into %s", (before, html, after) => {
  expect(written(paste(opened(before), html))).toBe(after);
});

test("after any selection is deleted or pasted over, the document is valid and no other letter is lost", () => {
  const html = `<p>aaa</p>${section("bbb", "ccc", "<ul><li>ddd</li></ul>")}<blockquote><p>eee</p>${section("fff", "ggg")}</blockquote><p>hhh</p>`;
  const pasted = ["<p>xxx</p>", "<p>xxx</p><p>xxx</p>", "<h2>xxx</h2>", "<ul><li>xxx</li></ul>", section("xxx", "xxx")];
  const letters = (text: string) => text.replace(/[^a-hx]/g, "");
  const state = opened(html);
  const size = state.doc.content.size;
  const position = fc.integer({ min: 0, max: size });
  fc.assert(
    fc.property(position, position, fc.option(fc.constantFrom(...pasted), { nil: undefined }), (a, b, what) => {
      const selection = TextSelection.between(state.doc.resolve(Math.min(a, b)), state.doc.resolve(Math.max(a, b)));
      const chosen = state.apply(state.tr.setSelection(selection));
      const next = what === undefined ? chosen.apply(chosen.tr.deleteSelection()) : paste(chosen, what);
      next.doc.check();
      const inside = (from: number, to: number) => letters(state.doc.textBetween(from, to));
      const kept =
        inside(0, selection.from) + letters(what?.replace(/<[^>]*>/g, "") ?? "") + inside(selection.to, size);
      expect(letters(next.doc.textContent)).toBe(kept);
      for (const key of ["Enter", "Backspace", "Delete"] as const) press(next, key);
    }),
    { numRuns: 1_000 },
  );
});
