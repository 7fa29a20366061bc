import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { captionLine, chooseCaption, extractLeadFigure } from "./figures.ts";

const a = "0123456789abcdef01234567";
const b = "fedcba9876543210fedcba98";
const figure = (...ids: string[]) => `<figure>${ids.map((id) => `<img src="/media/${id}" alt="">`).join("")}</figure>`;
const rest = (html: string, lead: string | null) => {
  const tree = parseHtml(html);
  extractLeadFigure(tree, lead);
  return toHtml(tree);
};
const captioned = (caption: string, image = `<img src="/media/${a}" alt="">`) =>
  extractLeadFigure(parseHtml(`<figure>${image}${caption && `<figcaption>${caption}</figcaption>`}</figure>`), a);

test("drops the first figure if it shows the lead picture", () => {
  expect(rest(`<p>t</p>${figure(a)}${figure(b)}`, a)).toBe(`<p>t</p>${figure(b)}`);
});

test.each([
  ["another picture", figure(b) + figure(a), a],
  ["more than one picture", figure(a, b), a],
  ["no lead picture", figure(a), null],
  ["no figure", "<p>t</p>", a],
  ["more than a picture", `<figure><img src="/media/${a}" alt=""><p>Words</p></figure>`, a],
])("keeps the body: %s", (_, html, lead) => {
  expect(rest(html, lead)).toBe(html);
});

test("takes over the caption with its links, unless the lead picture has another one", () => {
  const figure = captioned('Le <a href="https://port.example/">port</a><br>de Brest');
  expect(captionLine(figure)).toBe("Le port de Brest");
  for (const own of ["", "Le port de  Brest"])
    expect(toHtml({ type: "root", children: chooseCaption(figure, own) })).toBe(
      'Le <a href="https://port.example/">port</a><br>de Brest',
    );
  expect(chooseCaption(figure, "Le port, ce matin")).toEqual([]);
  expect(chooseCaption(captioned(""), "")).toEqual([]);
  expect(chooseCaption(undefined, "Le port")).toEqual([]);
});

test("tells where the picture leads to, and nothing of the caption's links", () => {
  const image = `<img src="/media/${a}" alt="">`;
  expect(captioned("", `<a href="https://port.example/">${image}</a>`)?.href).toBe("https://port.example/");
  expect(captioned('<a href="https://port.example/">x</a>', image)?.href).toBeUndefined();
  expect(captioned("", `<a href="javascript:alert(1)">${image}</a>`)?.href).toBeUndefined();
});
