import type { Element, ElementContent } from "hast";

/** A stretch of a block container: a line of text, or a block. */
export type Piece = { line: ElementContent[] } | { block: Element };

/** How the makers of lists and tables treat what these hold. */
export interface Walk {
  pieces(nodes: ElementContent[]): Piece[];
  separate(parts: Piece[]): Piece[];
  flow(nodes: ElementContent[]): ElementContent[];
  flatLine(nodes: ElementContent[], separator: string): ElementContent[];
}
