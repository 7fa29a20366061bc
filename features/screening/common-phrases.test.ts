import { expect, test } from "vitest";
import { isCommonPhrase } from "./common-phrases.ts";

test.each(["Tout à fait d'accord avec vous.", "Merci beaucoup pour cet article !", "Totally agree with you, thanks."])(
  "recognises “%s” as a common phrase",
  (text) => expect(isCommonPhrase(text)).toBe(true),
);

test.each(["Merci, votre colis attend ici", "Tout à fait d'accord avec ce site de paris"])(
  "does not take “%s” for a common phrase",
  (text) => expect(isCommonPhrase(text)).toBe(false),
);
