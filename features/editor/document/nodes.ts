import type { Extensions } from "@tiptap/core";
import { blocks } from "./nodes/blocks.ts";
import { cards } from "./nodes/cards.ts";
import { details } from "./nodes/details.ts";
import { lists } from "./nodes/lists.ts";
import { marks } from "./nodes/marks.ts";
import { pictures } from "./nodes/pictures.ts";
import { tables } from "./nodes/tables.ts";

/**
 * The allowlisted vocabulary (lib/html/vocabulary.ts) as an editor schema: everything that a body may contain. Nothing
 * here parses HTML: `read-document.ts` converts sanitised trees to documents and `write-document.ts` documents to
 * trees, with and without a browser; `renderHTML` only displays what is being edited.
 */
export const bodyNodes: Extensions = [...blocks, ...details, ...lists, ...pictures, ...cards, ...tables, ...marks];
