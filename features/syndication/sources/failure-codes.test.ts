import { expect, test } from "vitest";
import { locales, translator } from "#i18n/translator.ts";
import { describeFailureIn } from "./failure-codes.ts";

test.each(locales)("%s: no failure in a preview says to remove the feed", (locale) => {
  const codes = ["address", "network", "gone", "notFound", "server", "empty", "html", "syntax", "noFeed", "unheard of"];
  for (const code of codes) {
    const described = describeFailureIn(locale, { code, status: 500 }, { isPreview: true });
    expect(described, code).toMatch(/^\p{Lu}.*[.]$/u);
    expect(described, code).not.toMatch(/retire[rz]|remove it/i);
  }
});

test("a preview says of an address that is gone what the editor can do", () => {
  const gone = { code: "gone", status: 410 };
  expect(describeFailureIn("fr", gone)).toMatch(/ou retirez-le\.$/);
  expect(describeFailureIn("fr", gone, { isPreview: true })).toMatch(
    /\(410\)\. Cherchez l’adresse actuelle du flux sur le site\.$/,
  );
  expect(describeFailureIn("en", { code: "status", status: 418 }, { isPreview: true })).toContain("(418)");
  expect(describeFailureIn("en", { code: "busy" }, { isPreview: true })).toBe(
    translator("en")("sources.failures.busy"),
  );
});
