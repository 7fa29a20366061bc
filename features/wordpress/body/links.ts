import type { Element, Root } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { visit } from "unist-util-visit";
import { eachElement } from "#lib/html/element.ts";

export interface LinkTarget {
  slug: string;
  /** Undefined while the article is only planned: its row is written later in the same import. */
  articleId: number | undefined;
  /** The address of a page or a list, which has no card. */
  path?: string;
}

/**
 * Points links to our own articles, pages and lists to their addresses here; a link that is alone in its paragraph becomes a card. Cards
 * of articles without a row yet remain links; their slugs are returned. Changes the tree.
 */
export function linkArticles(tree: Root, find: (address: string) => LinkTarget | undefined): { later: string[] } {
  const later: string[] = [];
  visit(tree, "element", (node, index, parent) => {
    if (node.tagName !== "a" || typeof node.properties.href !== "string") return undefined;
    if (node.properties.href.startsWith("#") && parent && index !== undefined) {
      // Bodies keep no ids, so a link within the page would lead nowhere.
      parent.children = [...parent.children.slice(0, index), ...node.children, ...parent.children.slice(index + 1)];
      return index;
    }
    const target = find(node.properties.href);
    if (!target) return undefined;
    if (target.path !== undefined) {
      node.properties = { href: target.path };
      return undefined;
    }
    node.properties = { href: `/articles/${target.slug}`, dataArticle: String(target.articleId ?? "") };
    if (target.articleId === undefined) later.push(target.slug);
    return undefined;
  });
  eachElement(tree, (node) => {
    if (node.tagName !== "p") return;
    const link = findOnlyLink(node);
    if (!link) return;
    node.children = [link];
    const articleId = link.properties.dataArticle;
    if (articleId) node.properties = { dataCard: articleId };
  });
  eachElement(tree, (node) => {
    delete node.properties.dataArticle;
  });
  return { later: [...new Set(later)] };
}

/**
 * Finds the link to an article that is a paragraph's only content, apart from emphasis around it and white space beside
 * it.
 */
function findOnlyLink(paragraph: Element): Element | undefined {
  const rest = paragraph.children.filter(
    (child) => !(child.type === "text" && child.value.trim() === "") && !isBreak(child),
  );
  const [only] = rest;
  if (rest.length !== 1 || only?.type !== "element") return undefined;
  if (["strong", "b", "em", "i", "span"].includes(only.tagName)) return findOnlyLink(only);
  const isCard = only.tagName === "a" && only.properties.dataArticle !== undefined && textOf(only).trim() !== "";
  return isCard && !holdsPicture(only) ? only : undefined;
}

function isBreak(node: Element["children"][number]): boolean {
  return node.type === "element" && node.tagName === "br";
}

function holdsPicture(node: Element): boolean {
  return node.children.some((child) => child.type === "element" && (child.tagName === "img" || holdsPicture(child)));
}

/** Replaces the remaining links in a stored body by cards, once their articles have rows. */
export function insertLaterCards(bodyHtml: string, ids: Map<string, number>): string {
  return bodyHtml.replace(
    /<p><a href="\/articles\/([a-z0-9-]+)">((?:(?!<\/?(?:p|a|img)\b).)*)<\/a><\/p>/gs,
    (all, slug: string, text: string) => {
      const id = ids.get(slug);
      return id === undefined ? all : `<p data-card="${id}"><a href="/articles/${slug}">${text}</a></p>`;
    },
  );
}
