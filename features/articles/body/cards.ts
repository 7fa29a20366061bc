import type { Element, Root } from "hast";
import { visit } from "unist-util-visit";
import type { ArticleCard } from "#features/articles/queries.ts";

/** Lists the distinct ids of the articles that a body shows as cards (`<p data-card="ID">`). */
export function listCardIds(bodyHtml: string): number[] {
  return [...new Set([...bodyHtml.matchAll(/<p data-card="(\d{1,15})"/g)].map((match) => Number(match[1])))];
}

/**
 * Replaces each paragraph that names an article of `cards` with `<aside data-card="ID">`. A paragraph that names any
 * other article (withdrawn, deleted) is removed.
 */
export function insertCards(tree: Root, cards: ArticleCard[]): Root {
  const known = new Set(cards.map(({ id }) => String(id)));
  visit(tree, "element", (node) => {
    const id = node.tagName === "p" ? getCardId(node) : undefined;
    if (id === undefined) return;
    delete node.properties.dataCard;
    if (!known.has(id)) return;
    node.tagName = "aside";
    node.properties.dataCard = id;
  });
  return tree;
}

function getCardId(node: Element): string | undefined {
  const value = node.properties.dataCard;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
