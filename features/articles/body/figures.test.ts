import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { dropLeadFigure } from "./figures.ts";

const a = "0123456789abcdef01234567";
const b = "fedcba9876543210fedcba98";
const figure = (...ids: string[]) => `<figure>${ids.map((id) => `<img src="/media/${id}" alt="">`).join("")}</figure>`;
const rest = (html: string, lead: string | null) => toHtml(dropLeadFigure(parseHtml(html), lead));

test("drops the first figure if it shows the lead picture", () => {
  expect(rest(`<p>t</p>${figure(a)}${figure(b)}`, a)).toBe(`<p>t</p>${figure(b)}`);
});

test.each([
  ["another picture", figure(b) + figure(a), a],
  ["more than one picture", figure(a, b), a],
  ["no lead picture", figure(a), null],
  ["no figure", "<p>t</p>", a],
])("keeps the body: %s", (_, html, lead) => {
  expect(rest(html, lead)).toBe(html);
});
