import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { type ChecklistInput, findFindings, listSitePaths, maxAdvisedLeadLength } from "./rules.ts";

const lead = "Un chapeau qui dit en une phrase ce que l’article apprend à qui le lira jusqu’au bout.";
const whole: ChecklistInput = {
  lead,
  body: parseHtml("<p>Un texte.</p>"),
  categories: 1,
  leadPicture: { alt: "Un phare" },
  deadPaths: [],
  similar: [],
  french: true,
};
const body = (html: string) => ({ body: parseHtml(html) });

test.each<[string, Partial<ChecklistInput>, object[]]>([
  ["nothing to say", {}, []],
  ["no lead", { lead: " " }, [{ code: "leadMissing" }]],
  ["a short lead", { lead: "Trop court." }, [{ code: "leadShort", count: 11 }]],
  ["a long lead", { lead: "é".repeat(maxAdvisedLeadLength + 1) }, [{ code: "leadLong", count: 301 }]],
  ["a lead as long as it may be", { lead: "é".repeat(maxAdvisedLeadLength) }, []],
  ["no category", { categories: 0 }, [{ code: "categoryMissing" }]],
  ["no lead picture", { leadPicture: null }, [{ code: "pictureMissing" }]],
  ["a lead picture without words", { leadPicture: { alt: "" } }, [{ code: "pictureAlt" }]],
  [
    "pictures without words",
    body('<figure><img src="/media/a" alt=""><img src="/media/b"><img src="/media/c" alt="Un quai"></figure>'),
    [{ code: "altMissing", count: 2 }],
  ],
  [
    "a very long paragraph",
    body(`<p>${"Le mot est là. ".repeat(38)}</p><p>${"Le mot est là. ".repeat(37)}</p>`),
    [{ code: "paragraphs", count: 1 }],
  ],
  ["links that lead nowhere", { deadPaths: ["/articles/x"] }, [{ code: "links", paths: ["/articles/x"] }]],
])("reports: %s", (_, part, expected) => {
  expect(findFindings({ ...whole, ...part })).toEqual(expected);
});

test("reports hard texts in French only", () => {
  const long = `<p>${"L’institutionnalisation des réglementations interministérielles complexifie considérablement l’accompagnement ".repeat(30)}.</p>`;
  const codes = (french: boolean) => findFindings({ ...whole, ...body(long), french }).map(({ code }) => code);
  expect(codes(true)).toEqual(["paragraphs", "readability"]);
  expect(codes(false)).toEqual(["paragraphs"]);
});

test("lists this site's links of a text as paths, without duplicates", () => {
  const html =
    '<p><a href="/articles/a#b">1</a><a href="https://site.test/articles/a">2</a><a href="https://site.test:8443/x">3</a><a href="https://other.test/articles/c">4</a><a href="#note">5</a><a href="mailto:a@b.c">6</a><a href="/tags/%C3%A9">7</a></p>';
  expect(listSitePaths(parseHtml(html), "https://site.test")).toEqual(["/articles/a", "/tags/%C3%A9"]);
});
