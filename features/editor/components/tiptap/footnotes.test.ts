import { type EditorState, Plugin, TextSelection } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { exitNote, exitNoteAtEnd, isWritingNote, typeOutsideNote } from "./footnotes.ts";
import { opened, schema, undone, written } from "./tiptap-testing.ts";

const plugins = [new Plugin({ appendTransaction: typeOutsideNote })];
const open = (html: string) => opened(html, plugins);

/** Letter by letter, as a keyboard sends them. */
const type = (state: EditorState, text: string) =>
  [...text].reduce((now, one) => now.apply(now.tr.insertText(one).setTime(1)), state);
/** One step of an input method: the letters so far are replaced by the next ones. */
const compose = (state: EditorState, steps: string[]) => {
  const from = state.selection.from;
  return steps.reduce(
    (now, text) => now.apply(now.tr.insertText(text, from, now.selection.to).setMeta("composition", 1)),
    state,
  );
};
const begin = (state: EditorState) => state.apply(state.tr.addStoredMark(schema.mark("note")));
const leave = (state: EditorState, command = exitNote) => {
  let now = state;
  const done = command(state, (tr) => {
    now = now.apply(tr);
  });
  return { now, done };
};
const moveTo = (state: EditorState, pos: number) =>
  state.apply(state.tr.setSelection(TextSelection.create(state.doc, pos)));

const note = (text: string) => `<small data-note="">${text}</small>`;

describe("a typed footnote", () => {
  test("contains every letter, and the sentence continues after it", () => {
    const typed = type(begin(open("<p>Un mot|.</p>")), "Voir là.");
    expect(written(typed)).toBe(`<p>Un mot${note("Voir là.")}.</p>`);
    expect(written(type(leave(typed).now, " Suite"))).toBe(`<p>Un mot${note("Voir là.")} Suite.</p>`);
  });

  test("contains what dead keys and input methods compose", () => {
    const composed = compose(begin(open("<p>Un|</p>")), ["^", "ê", "êt", "êtr", "être"]);
    expect(written(type(composed, " là"))).toBe(`<p>Un${note("être là")}</p>`);
  });

  test("is deleted letter by letter and leaves no empty note", () => {
    expect(written(undone(type(begin(open("<p>Un|</p>")), "Voir")))).toBe("<p>Un</p>");
  });

  test.each([
    ["an arrow key at its end", exitNoteAtEnd],
    ["Escape or Enter", exitNote],
  ])("ends with %s", (_, command) => {
    const { now, done } = leave(type(begin(open("<p>Un|</p>")), "Voir"), command);
    expect([done, isWritingNote(now)]).toEqual([true, false]);
    expect(leave(now, command).done).toBe(false);
    expect(written(type(now, "."))).toBe(`<p>Un${note("Voir")}.</p>`);
  });

  test("ends from its middle too, but not by an arrow key", () => {
    const inside = open(`<p>Un${note("Vo|ir")}.</p>`);
    expect(leave(inside, exitNoteAtEnd).done).toBe(false);
    expect(written(type(leave(inside).now, "!"))).toBe(`<p>Un${note("Voir")}!.</p>`);
  });
});

describe("text beside a footnote", () => {
  const state = open(`<p>Un mot${note("Voir")} suite|</p>`);
  const end = state.doc.textContent.indexOf(" suite") + 1;

  test("belongs to the sentence where a click placed the cursor, also after a deletion", () => {
    const clicked = moveTo(state, end);
    expect(written(type(clicked, ","))).toBe(`<p>Un mot${note("Voir")}, suite</p>`);
    const again = type(clicked, ",");
    const back = again.apply(again.tr.delete(end, end + 1));
    expect(written(type(back, ";"))).toBe(`<p>Un mot${note("Voir")}; suite</p>`);
  });

  test("belongs to the note if an arrow key came from inside", () => {
    expect(written(type(moveTo(moveTo(state, end - 1), end), "!"))).toBe(`<p>Un mot${note("Voir!")} suite</p>`);
  });

  test("stays outside a note made of words and then left", () => {
    const chosen = open("<p>Un |mot|</p>");
    const { from, to } = chosen.selection;
    const made = chosen.apply(chosen.tr.addMark(from, to, schema.mark("note")));
    expect(written(type(moveTo(made, to), " suite"))).toBe(`<p>Un ${note("mot")} suite</p>`);
  });

  test("replaces a note that is selected whole", () => {
    const whole = open(`<p>Un${note("|Voir|")}.</p>`);
    expect(written(type(whole, "Lire"))).toBe(`<p>Un${note("Lire")}.</p>`);
  });

  test("can be typed before a note at the beginning of a line", () => {
    const first = open(`<p>${note("Voir")} suite</p><p>Autre|</p>`);
    expect(written(type(moveTo(first, 1), "Un"))).toBe(`<p>Un${note("Voir")} suite</p>\n<p>Autre</p>`);
  });
});
