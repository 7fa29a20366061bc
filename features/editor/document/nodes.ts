import type { Extensions } from "@tiptap/core";
import { blocks } from "./nodes/blocks.ts";
import { cards } from "./nodes/cards.ts";
import { lists } from "./nodes/lists.ts";
import { marks } from "./nodes/marks.ts";
import { pictures } from "./nodes/pictures.ts";
import { tables } from "./nodes/tables.ts";

/**
 * The allowlisted vocabulary (lib/html/vocabulary.ts) as an editor's document: everything that a body may be made of. Nothing here reads
 * HTML: `read.ts` makes documents of sanitised trees and `write.ts` trees of documents, with and without a browser; `renderHTML` only draws
 * what is being edited.
 */
export const bodyNodes: Extensions = [...blocks, ...lists, ...pictures, ...cards, ...tables, ...marks];
