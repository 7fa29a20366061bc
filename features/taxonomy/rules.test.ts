import { expect, test } from "vitest";
import { pickTopCategories } from "./rules.ts";

const place = (name: string, position: number, articles: number) => ({ slug: name, position, articles });
const names = (places: { slug: string }[]) => places.map(({ slug }) => slug).join("");

test("returns all in order if all fit", () => {
  expect(names(pickTopCategories([place("a", 0, 1), place("b", 0, 9)], 2))).toBe("ab");
});

test("picks by the editors' order, then by number of articles, and keeps the order", () => {
  const places = [place("a", 0, 1), place("b", 0, 5), place("c", 0, 9), place("d", 1, 99)];
  expect(names(pickTopCategories(places, 2))).toBe("bc");
  expect(names(pickTopCategories(places, 2, "d"))).toBe("cd");
  expect(names(pickTopCategories([place("a", -1, 0), ...places.slice(1)], 2))).toBe("ac");
});
