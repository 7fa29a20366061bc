import {
  type ExtendedRegExpMatchArray,
  Extension,
  markInputRule,
  nodeInputRule,
  textblockTypeInputRule,
  wrappingInputRule,
} from "@tiptap/core";
import type { MarkType, NodeType } from "@tiptap/pm/model";

/** Converts Markdown signs while the author types, at the space or the last sign. */
export const markdownShortcuts = Extension.create({
  name: "markdownShortcuts",
  addInputRules() {
    const { nodes, marks } = this.editor.schema;
    const node = (name: string) => nodes[name] as NodeType;
    const mark = (name: string) => marks[name] as MarkType;
    return [
      // The page's title is the first level, so one sign and two mean the same.
      textblockTypeInputRule({ find: /^##?\s$/, type: node("heading"), getAttributes: { level: 2 } }),
      textblockTypeInputRule({ find: /^###\s$/, type: node("heading"), getAttributes: { level: 3 } }),
      textblockTypeInputRule({ find: /^####\s$/, type: node("heading"), getAttributes: { level: 4 } }),
      textblockTypeInputRule({ find: /^```\s$/, type: node("codeBlock"), getAttributes: { code: true } }),
      wrappingInputRule({ find: /^>\s$/, type: node("blockquote") }),
      wrappingInputRule({ find: /^[-+*]\s$/, type: node("bulletList") }),
      wrappingInputRule({
        find: /^(\d{1,3})[.)]\s$/,
        type: node("orderedList"),
        getAttributes: (match: ExtendedRegExpMatchArray) => ({ start: match[1] === "1" ? null : Number(match[1]) }),
      }),
      nodeInputRule({ find: /^(?:---|—-|___)$/, type: node("horizontalRule") }),
      markInputRule({ find: /(?:^|\s)(\*\*(?!\s)([^*]+)(?<!\s)\*\*)$/, type: mark("strong") }),
      markInputRule({ find: /(?:^|\s)(\*(?!\s)([^*]+)(?<!\s)\*)$/, type: mark("em") }),
      markInputRule({ find: /(?:^|\s)(_(?!\s)([^_]+)(?<!\s)_)$/, type: mark("em") }),
      markInputRule({ find: /(?:^|\s)(~~(?!\s)([^~]+)(?<!\s)~~)$/, type: mark("s") }),
      markInputRule({ find: /(?:^|[^`])(`(?!\s)([^`]+)(?<!\s)`)$/, type: mark("code") }),
    ];
  },
});
