import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { insertEmbeds, toEmbed } from "./embeds.ts";
import { insertFootnotes } from "./footnotes.ts";
import { markGalleries } from "./galleries.ts";
import { isPlayerOrigin } from "./players.ts";

test.each([
  ["https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"],
  ["https://youtu.be/dQw4w9WgXcQ?si=x", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"],
  ["https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"],
  ["https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789?dnt=1"],
  ["https://www.dailymotion.com/video/x8abcde", "https://geo.dailymotion.com/player.html?video=x8abcde"],
  [
    "https://framatube.org/w/9c9de5e8-0a1e-484a-b099-e80766180a6d",
    "https://framatube.org/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d",
  ],
  ["https://www.youtube.com/watch?v=%22onload=x", undefined],
  ["https://youtube.com.evil.test/watch?v=dQw4w9WgXcQ", undefined],
  ["https://evil.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d", undefined],
  ["https://framatube.org:8443/w/9c9de5e8-0a1e-484a-b099-e80766180a6d", undefined],
  ["https://sub.framatube.org/w/9c9de5e8-0a1e-484a-b099-e80766180a6d", undefined],
  ["https://example.org/", undefined],
])("finds the player of %s", (href, player) => {
  expect(toEmbed(href, "T")?.player).toBe(player);
  if (player) expect(isPlayerOrigin(new URL(player).origin)).toBe(true);
});

test("inserts an embed and leaves anything else as a link", () => {
  const html = '<p data-embed=""><a href="https://vimeo.com/123456789">Film</a></p><p>x</p>';
  expect(toHtml(insertEmbeds(parseHtml(html)))).toBe(
    '<aside data-embed="https://vimeo.com/123456789" data-title="Film" data-frame="embed-1"><a href="https://vimeo.com/123456789">Film</a></aside><p>x</p>',
  );
  expect(toEmbed("javascript:alert(1)", "x")).toBeUndefined();
});

test("numbers notes and lists them with links back", () => {
  const labels = { notes: "Notes", note: "Note {n}", back: "Retour à l’appel {n}" };
  const html = '<p>Un<small data-note="">Voir <a href="/x">là</a>.</small> et <small>petit</small>.</p>';
  expect(toHtml(insertFootnotes(parseHtml(html), labels))).toBe(
    '<p>Un<sup class="note-ref"><a href="#note-1" id="note-ref-1" aria-label="Note 1">1</a></sup> et <small>petit</small>.</p>' +
      '<section class="notes" aria-label="Notes"><ol><li id="note-1">Voir <a href="/x">là</a>. <a href="#note-ref-1" aria-label="Retour à l’appel 1">↩</a></li></ol></section>',
  );
  expect(toHtml(insertFootnotes(parseHtml("<p>Rien</p>"), labels))).toBe("<p>Rien</p>");
});

test("marks a figure with several pictures as a gallery", () => {
  const img = '<img src="/media/0123456789abcdef01234567" alt="">';
  expect(toHtml(markGalleries(parseHtml(`<figure>${img}${img}</figure><figure>${img}</figure>`)))).toBe(
    `<figure class="gallery">${img}${img}</figure><figure>${img}</figure>`,
  );
});
