import type { Element, ElementContent } from "hast";

/** A part of a block container: a line of text, or a block. */
export type Piece = { line: ElementContent[] } | { block: Element };

/** How the builders of lists and tables treat their content. */
export interface Walk {
  pieces(nodes: ElementContent[]): Piece[];
  separate(parts: Piece[]): Piece[];
  flow(nodes: ElementContent[]): ElementContent[];
  flatLine(nodes: ElementContent[], separator: string): ElementContent[];
}
