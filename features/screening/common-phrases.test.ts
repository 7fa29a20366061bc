import { expect, test } from "vitest";
import { isCommonPhrase } from "./common-phrases.ts";

test.each(["Tout à fait d'accord avec vous.", "Merci beaucoup pour cet article !", "Totally agree with you, thanks."])(
  "many people write “%s”",
  (text) => expect(isCommonPhrase(text)).toBe(true),
);

test.each(["Merci, votre colis attend ici", "Tout à fait d'accord avec ce site de paris"])(
  "nobody else writes “%s”",
  (text) => expect(isCommonPhrase(text)).toBe(false),
);
