import { expect, test } from "vitest";
import { splitLead } from "./lead.ts";

test("the first paragraph leaves a text that is stored as it is", () => {
  const text = "<p>Le port rouvre.</p>\n<p>Les quais suivront en mars.</p>\n<p>Le maire l’a dit.</p>";
  const rest = "<p>Les quais suivront en mars.</p>\n<p>Le maire l’a dit.</p>";
  expect(splitLead("Le port rouvre. Les quais…", text)).toEqual({ lead: "Le port rouvre.", bodyHtml: rest });
  const figure = '<figure><img src="/media/0123456789abcdef01234567" alt="" width="4" height="3"></figure>';
  expect(splitLead("Le port rouvre.", `${figure}\n${text}`).bodyHtml).toBe(`${figure}\n${rest}`);
});
