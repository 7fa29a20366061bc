import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { extractLeadFigure } from "#features/articles/body/figures.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { LeadPicture } from "./lead-picture.tsx";

const picture = {
  id: "0123456789abcdef01234567",
  width: 900,
  height: 600,
  alt: "",
  revision: 1,
  focusX: 50,
  focusY: 50,
};
const captionOf = (leadCaption: string, leadCredit: string) =>
  renderToStaticMarkup(<LeadPicture article={{ picture, leadCaption, leadCredit, leadLicence: "" }} />)
    .match(/<figcaption.*<\/figcaption>/)?.[0]
    .replace(/<[^>]+>/g, "")
    .trim();

const shown = (leadCaption: string, html: string) =>
  renderToStaticMarkup(
    <LeadPicture
      article={{ picture, leadCaption, leadCredit: "", leadLicence: "" }}
      figure={extractLeadFigure(parseHtml(html), picture.id)}
    />,
  );

test("shows the caption of the body's figure with its links, and the picture's own link", () => {
  const html = (link: string) =>
    `<figure><a href="${link}"><img src="/media/${picture.id}" alt=""></a><figcaption>Le <a href="https://port.example/">port</a> !</figcaption></figure>`;
  for (const caption of ["Le port !", ""]) {
    const page = shown(caption, html("https://photo.example/1"));
    expect(page).toContain('Le <a href="https://port.example/" rel="external">port</a>\u202f!');
    expect(page).toMatch(/<figure[^>]*><a href="https:\/\/photo\.example\/1" rel="external"><picture>/);
  }
  expect(shown("Le port, ce matin", html("/pages/port"))).toMatch(
    /<a href="\/pages\/port"><picture>.*<figcaption[^>]*>Le port, ce matin /,
  );
});

test("takes the alternative text of the body's figure if the picture has none of its own", () => {
  const figure = extractLeadFigure(
    parseHtml(`<figure><img src="/media/${picture.id}" alt="Le phare"></figure>`),
    picture.id,
  );
  const altOf = (own: string) => {
    const article = { picture: { ...picture, alt: own }, leadCaption: "", leadCredit: "", leadLicence: "" };
    return /<img[^>]* alt="([^"]*)"/.exec(renderToStaticMarkup(<LeadPicture article={article} figure={figure} />))?.[1];
  };
  expect([altOf(""), altOf("Le port")]).toEqual(["Le phare", "Le port"]);
});

test("names the credit once, although a caption contains it already", () => {
  expect(captionOf("Le port. © Jean Martin / AFP", "Jean Martin / AFP")).toBe("Le port. © Jean Martin / AFP");
  expect(captionOf("Le port.", "Jean Martin / AFP")).toBe("Le port. Jean Martin / AFP");
  expect(captionOf("", "Jean Martin / AFP")).toBe("Jean Martin / AFP");
  expect(captionOf("", "")).toBeUndefined();
});
