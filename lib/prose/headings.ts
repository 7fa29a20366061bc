import slugify from "@sindresorhus/slugify";
import type { Element, Root } from "hast";
import { eachElement } from "#lib/html/element.ts";
import { toText } from "#lib/html/text.ts";

/** The end of a heading's source that names it: "Respect {#respect}". */
const anchor = /(?<!\s)\s*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}\s*$/;

/** Takes the {#anchor} off the end of headings and makes it their id, so that a link to them outlives their words. Of two alike the first has it. */
export function reserveAnchors(tree: Root): Root {
  const used = new Set<string>();
  eachElement(tree, (node) => {
    const last = node.children.at(-1);
    if (!/^h[2-6]$/.test(node.tagName) || last?.type !== "text") return;
    const id = anchor.exec(last.value)?.[1];
    if (!id || id.length > 60) return;
    last.value = last.value.replace(anchor, "");
    if (!used.has(id)) node.properties.id = id;
    used.add(id);
  });
  return tree;
}

/**
 * Gives each heading without an id one made of its words, unique in the tree and none of `taken` (ids of the page around it), nor one
 * that is `numbered` there. Ids are only those of `reserveAnchors`: the vocabulary of texts has none.
 */
export function addHeadingAnchors(tree: Root, taken: readonly string[] = [], numbered?: RegExp): Root {
  const used = new Set(taken);
  const numbers = new Map<string, number>();
  const isTaken = (id: string) => used.has(id) || numbered?.test(id) === true;
  const isHeading = (node: Element) => /^h[2-6]$/.test(node.tagName);
  eachElement(tree, (node) => {
    if (!isHeading(node) || typeof node.properties.id !== "string") return;
    if (isTaken(node.properties.id)) delete node.properties.id;
    else used.add(node.properties.id);
  });
  eachElement(tree, (node) => {
    if (!isHeading(node) || node.properties.id !== undefined) return;
    const words = slugify(toText(node)).slice(0, 60).replace(/-$/, "") || "section";
    // "Note 1" must not become "note-1-2" and so the second of that name: the word before keeps it apart.
    const base = numbered?.test(words) ? `section-${words}` : words;
    let id = base;
    // Counted on from the last of the same words: a thousand headings alike would otherwise be compared with one another.
    let number = numbers.get(base) ?? 1;
    while (isTaken(id)) {
      number += 1;
      id = `${base}-${number}`;
    }
    numbers.set(base, number);
    used.add(id);
    node.properties.id = id;
  });
  return tree;
}
