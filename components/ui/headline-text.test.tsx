import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { HeadlineText } from "./headline-text.tsx";

test.each([
  ["Sauvegarde 3-2-1", 'Sauvegarde <span class="whitespace-nowrap">3-2-1</span>'],
  [
    "Ouvert 24/7, dès le 12-11",
    'Ouvert <span class="whitespace-nowrap">24/7</span>, dès le <span class="whitespace-nowrap">12-11</span>',
  ],
  ["En 2026 sans A-2", "En 2026 sans A-2"],
  ["10-", "10-"],
])("keeps the joined figures of %j on one line", (text, html) => {
  expect(renderToStaticMarkup(<HeadlineText text={text} />)).toBe(html);
});
