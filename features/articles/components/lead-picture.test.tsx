import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
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

test("names the credit once, although a caption contains it already", () => {
  expect(captionOf("Le port. © Jean Martin / AFP", "Jean Martin / AFP")).toBe("Le port. © Jean Martin / AFP");
  expect(captionOf("Le port.", "Jean Martin / AFP")).toBe("Le port. Jean Martin / AFP");
  expect(captionOf("", "Jean Martin / AFP")).toBe("Jean Martin / AFP");
  expect(captionOf("", "")).toBeUndefined();
});
