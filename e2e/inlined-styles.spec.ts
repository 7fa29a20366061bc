import type { Page } from "@playwright/test";
import { expect, newestArticlePath, test } from "./fixtures.ts";
import { pageKinds } from "./page-kinds.ts";
import { waitUntilHydrated } from "./test-data.ts";

/**
 * Compares the inlined styles of a page with the stylesheets of which they are a part. Returns the selectors that were left
 * out although an element matches them, and how many rules were left out.
 */
const compareStyles = (page: Page) =>
  page.evaluate(async () => {
    // States of the moment (hover, focus, open) and parts that are no elements; those in parentheses stay.
    const parentheses = /(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))/;
    const momentary = /::?(?!root|first-child|last-child|only-child|empty|nth-|not\b|is\b|where\b|has\b)[a-z-]+/g;
    const withoutStates = (selector: string) =>
      selector
        .split(parentheses)
        .map((part, index) => (index % 2 === 0 ? part.replaceAll(momentary, "") : part))
        .join("");
    const list = (rules: CSSRuleList, where = ""): { key: string; selector: string }[] =>
      [...rules].flatMap((rule) => {
        if (rule instanceof CSSStyleRule) return [{ key: where + rule.cssText, selector: rule.selectorText }];
        const inside = Reflect.get(rule, "cssRules");
        const name = rule.cssText.slice(0, rule.cssText.indexOf("{"));
        return inside instanceof CSSRuleList ? list(inside, where + name) : [];
      });
    let leftOut = 0;
    const missing: string[] = [];
    for (const style of document.querySelectorAll<HTMLStyleElement>("style[data-part]")) {
      const whole = new CSSStyleSheet();
      whole.replaceSync(await (await fetch(style.dataset.href ?? "")).text());
      const kept = new Set(list(style.sheet?.cssRules ?? whole.cssRules).map(({ key }) => key));
      for (const { key, selector } of list(whole.cssRules)) {
        if (kept.has(key)) continue;
        leftOut += 1;
        const still = withoutStates(selector);
        if (document.querySelector(still)) missing.push(selector);
      }
    }
    return { leftOut, missing };
  });

test("every kind of page has all the styles that its elements need, before any script runs @desktop", async ({
  page,
}) => {
  test.slow();
  let leftOut = 0;
  for (const path of await pageKinds(page)) {
    await page.goto(path);
    const styles = await compareStyles(page);
    expect(styles.missing, path).toEqual([]);
    leftOut += styles.leftOut;
  }
  expect(leftOut).toBeGreaterThan(1_000);
});

test("a page has its stylesheets whole once its scripts run @desktop", async ({ page }) => {
  await page.goto(await newestArticlePath(page));
  const whole = () =>
    page.evaluate(async () => {
      const parts = [...document.querySelectorAll<HTMLStyleElement>("style[data-part]")];
      const texts = await Promise.all(parts.map(async (part) => (await fetch(part.dataset.href ?? "")).text()));
      const count = (sheet: CSSStyleSheet) =>
        [...sheet.cssRules].filter((one) => !(one instanceof CSSFontFaceRule)).length;
      const expected = texts.map((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        return count(sheet);
      });
      const fonts = document.adoptedStyleSheets
        .flatMap((sheet) => [...sheet.cssRules])
        .filter((one) => one instanceof CSSFontFaceRule);
      return { expected, adopted: document.adoptedStyleSheets.map(count), fonts: fonts.length };
    });
  expect((await whole()).adopted).toEqual([]);
  await page.evaluate(() => dispatchEvent(new Event("pointerdown")));
  await waitUntilHydrated(page);
  const { expected, adopted, fonts } = await whole();
  expect(expected.length).toBeGreaterThan(0);
  expect(adopted).toEqual(expected);
  expect(fonts).toBe(0);
});
