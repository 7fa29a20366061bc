/** The package has no types. */
declare module "markdown-it-footnote" {
  export default function footnotes(parser: import("markdown-it").MarkdownIt): void;
}
