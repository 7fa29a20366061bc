import { describe, expect, test } from "vitest";
import { richTextToPlain } from "#features/mail/letter/rich-text.ts";
import { hostileInputs } from "#lib/hostile-text-testing.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { introductionToHtml } from "./introduction.ts";
import { maxIntroductionLength } from "./rules.ts";

const text = (markdown: string) => richTextToPlain(introductionToHtml(markdown));

describe("the introduction", () => {
  test.each([
    ["[un](https://exemple.fr/?a=1&b=2)", "https://exemple.fr/?a=1&amp;b=2"],
    ["[un](/articles/un)", `${absoluteUrl("/articles/un")}`],
    ["[un](articles/un)", `${absoluteUrl("/articles/un")}`],
    ["<mailto:a@exemple.fr>", "mailto:a@exemple.fr"],
  ])("%s leads to an absolute address", (markdown, href) => {
    expect(introductionToHtml(markdown)).toContain(`<a href="${href}">`);
  });

  test.each(["[x](javascript:alert(1))", "![x](https://exemple.fr/pixel.gif)", "<img src=x>", "<script>x</script>"])(
    "%s brings no script and no picture",
    (markdown) => {
      expect(introductionToHtml(markdown)).not.toMatch(/<script|<img|javascript:/);
    },
  );

  test("becomes plain text with paragraphs, list items and addresses", () => {
    expect(text("Un **mois**.\n\n- [un](/un)\n- deux\n\n<https://exemple.fr>")).toBe(
      `Un mois.\n\n– un (${absoluteUrl("/un")})\n– deux\n\nhttps://exemple.fr`,
    );
    expect(text("")).toBe("");
  });

  test("is converted without an error, whatever was typed", () => {
    for (const [what, typed] of hostileInputs(maxIntroductionLength))
      expect(() => richTextToPlain(introductionToHtml(typed)), what).not.toThrow();
  });
});
