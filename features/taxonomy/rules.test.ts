import { expect, test } from "vitest";
import { pickHeaderCategories, pickTopCategories } from "./rules.ts";

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

test("picks fewer categories for the header where their names are long, and always the current one", () => {
  const named = (lengths: number[]) =>
    lengths.map((length, index) => ({ ...place(`c${index}`, index, 1), name: "n".repeat(length) }));
  const count = (lengths: number[]) => pickHeaderCategories(named(lengths)).length;
  expect(count([8, 10, 9, 7, 4, 8, 20])).toBe(6);
  expect(count([16, 8, 11, 10, 9, 7])).toBe(5);
  expect(count([50, 50, 50])).toBe(1);
  const picked = pickHeaderCategories(named([40, 20, 20, 40]), "c3");
  expect(picked.map(({ slug }) => slug)).toEqual(["c0", "c3"].slice(-picked.length));
});
