import type { EditorState } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { type PastedAddress, readPastedAddress } from "#features/editor/document/pasted-address.ts";
import { insertAddress, linkSelection, replaceLinkByCard, setEmbedTitle } from "./address-transactions.ts";
import { opened, openedAt, undone, written, writtenWithCursor } from "./tiptap-testing.ts";

const read = (text: string) => readPastedAddress(text) as PastedAddress;
const page = "https://exemple.fr/a?utm_source=lettre&x=(1)";
const link = (text = page, words = text) =>
  `<a href="${text.replaceAll("&", "&amp;")}">${words.replaceAll("&", "&amp;")}</a>`;
const film = { href: "https://www.youtube.com/watch?v=abcdefg&t=30", title: "youtube.com" };

/** What the editor does with an address where the cursor is: the state after each of its steps, and when the last was made. */
function pasted(state: EditorState, text: string, embed?: { href: string; title: string }) {
  const made = insertAddress(state, read(text), embed);
  const plain = state.apply(made.plain);
  const tr = made.link(plain);
  return { plain, linked: tr ? plain.apply(tr) : plain, time: tr?.time ?? 0, alone: made.alone };
}

describe("an address pasted over words", () => {
  test("links them, and one undo removes the link", () => {
    const state = opened("<p>Lire |la suite |ici.</p>");
    const now = state.apply(linkSelection(state, read(page)) as never);
    expect(writtenWithCursor(now)).toBe(`<p>Lire ${link(page, "la suite")}| ici.</p>`);
    expect(written(undone(now))).toBe("<p>Lire la suite ici.</p>");
  });

  test("replaces their link and keeps their emphasis", () => {
    const state = opened('<p>Lire <a href="/vieux">|<em>la</em> suite|</a>.</p>');
    const now = state.apply(linkSelection(state, read(page)) as never);
    expect(written(now)).toBe(`<p>Lire <a href="${page.replaceAll("&", "&amp;")}"><em>la</em> suite</a>.</p>`);
  });

  test.each([
    ["the words are an address themselves", `<p>|${page.replaceAll("&", "&amp;")}|</p>`],
    ["only white space is selected", "<p>Un| |mot</p>"],
    ["the words stand in two lines", "<p>Un |mot</p><p>et| deux</p>"],
    ["nothing is selected", "<p>Un| mot</p>"],
    ["it is code", "<pre><code>let |a| = 1</code></pre>"],
  ])("does not link where %s", (_, body) => {
    expect(linkSelection(opened(body), read(page))).toBeUndefined();
  });
});

describe("an address pasted in a line", () => {
  test("becomes a link after which typing continues; undo gives the plain address, then nothing", () => {
    const state = opened("<p>Voir |.</p>");
    const { linked, alone } = pasted(state, page);
    expect(alone).toBe(false);
    expect(writtenWithCursor(linked)).toBe(`<p>Voir ${link()}|.</p>`);
    expect(written(undone(linked))).toBe(`<p>Voir ${page.replaceAll("&", "&amp;")}.</p>`);
    expect(written(undone(undone(linked)))).toBe("<p>Voir .</p>");
  });

  test("keeps what is typed right after it when it is undone", () => {
    const { linked } = pasted(opened("<p>Voir |.</p>"), page);
    const typed = linked.apply(linked.tr.insertText(" et"));
    expect(written(undone(typed))).toBe(`<p>Voir ${link()}.</p>`);
  });

  test("keeps the punctuation behind it and the emphasis around it", () => {
    expect(written(pasted(opened("<p><strong>Voir |ici</strong></p>"), `${page}).`).linked)).toBe(
      `<p><strong>Voir </strong><a href="${page.replaceAll("&", "&amp;")}"><strong>${page.replaceAll("&", "&amp;")}</strong></a><strong>).ici</strong></p>`,
    );
  });

  test("becomes a link in an item, a quotation or a heading, also alone", () => {
    for (const [open, close] of [
      ["<ul><li>", "</li></ul>"],
      ["<blockquote><p>", "</p></blockquote>"],
      ["<h2>", "</h2>"],
    ])
      expect(written(pasted(opened(`${open}|${close}`), film.href, film).linked)).toBe(
        `${open}${link(film.href)}${close}`,
      );
  });

  test("stays text in code", () => {
    expect(written(pasted(opened("<p>Un <code>mot| clé</code></p>"), page).linked)).toBe(
      `<p>Un <code>mot${page.replaceAll("&", "&amp;")} clé</code></p>`,
    );
  });
});

describe("an address pasted alone on a line", () => {
  test("becomes an embed for a known player, with the cursor below; undo gives the plain address", () => {
    const { linked } = pasted(opened("<p>Un</p><p>|</p><p>Deux</p>"), film.href, film);
    const embed = `<p data-embed="">${link(film.href, film.title)}</p>`;
    expect(writtenWithCursor(linked)).toBe(`<p>Un</p>\n${embed}\n<p>|Deux</p>`);
    expect(written(undone(linked))).toBe(`<p>Un</p>\n<p>${film.href.replaceAll("&", "&amp;")}</p>\n<p>Deux</p>`);
    const titled = linked.apply(setEmbedTitle(linked, film, "La mer") as never);
    expect(written(titled)).toContain(">La mer</a>");
    expect(written(undone(titled))).toBe(`<p>Un</p>\n<p>${film.href.replaceAll("&", "&amp;")}</p>\n<p>Deux</p>`);
    expect(setEmbedTitle(undone(linked), film, "La mer")).toBeUndefined();
  });

  test("becomes a link, then a card once its page is known; undo gives the plain address", () => {
    const { linked, time, alone } = pasted(opened("<p>|</p>"), page);
    expect([alone, written(linked)]).toEqual([true, `<p>${link()}</p>`]);
    for (const [described, card] of [
      [{ kind: "page", title: "La mer" }, `<p data-embed="">${link(page, "La mer")}</p>`],
      [
        { kind: "article", id: 7, slug: "mer", title: "La mer" },
        '<p data-card="7"><a href="/articles/mer">La mer</a></p>',
      ],
    ] as const) {
      const now = linked.apply(replaceLinkByCard(linked, read(page), described, time) as never);
      expect(writtenWithCursor(now)).toBe(`${card}\n<p>|</p>`);
      expect(written(undone(now))).toBe(`<p>${page.replaceAll("&", "&amp;")}</p>`);
    }
  });

  test("becomes a card while the author types elsewhere, in a separate undo step", () => {
    const { linked, time } = pasted(opened("<p>|</p>"), page);
    const next = linked.apply(linked.tr.split(linked.selection.from).insertText("Suite"));
    const now = next.apply(replaceLinkByCard(next, read(page), { kind: "page", title: "La mer" }, time) as never);
    expect(writtenWithCursor(now)).toBe(`<p data-embed="">${link(page, "La mer")}</p>\n<p>Suite|</p>`);
    expect(written(undone(now))).toBe(`<p>${link()}</p>\n<p>Suite</p>`);
  });

  test("stays unchanged if its line has changed, or the link was undone", () => {
    const { linked, plain, time } = pasted(opened("<p>|</p>"), page);
    const typed = linked.apply(linked.tr.insertText(" et plus"));
    for (const state of [typed, plain, undone(linked)])
      expect(replaceLinkByCard(state, read(page), { kind: "page", title: "La mer" }, time)).toBeUndefined();
  });

  test("goes after a selected block", () => {
    const card = '<p data-card="1"><a href="/articles/1">Un</a></p>';
    const { linked, alone } = pasted(openedAt(`${card}<p>Deux</p>`, 0), page);
    expect([alone, written(linked)]).toEqual([true, `${card}\n<p>${link()}</p>\n<p>Deux</p>`]);
  });
});
