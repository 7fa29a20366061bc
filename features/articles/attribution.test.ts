import { expect, test } from "vitest";
import { listAttributionParts } from "./attribution.ts";

const write = (name: string, attribution = "") =>
  listAttributionParts({ attribution, name })
    .map((part) => (part.kind === "text" ? part.text : `[${part.kind}]`))
    .join("");

test("the site's own sentence fits the name, which stays as it is", () => {
  expect(write("ZDNet")).toBe("Source : l’article [title] est extrait de [source]");
  expect(write("Le Pare-feu")).toBe("Source : l’article [title] est extrait du site [source]");
});

test("the sentence of a source is used as it is", () => {
  expect(write("Le Pare-feu", "Lu dans {source} : {title}")).toBe("Lu dans [source] : [title]");
  // Without the source it is not valid.
  expect(write("ZDNet", "Lu ailleurs")).toBe("Source : l’article [title] est extrait de [source]");
});
