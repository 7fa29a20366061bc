import { countWords } from "#features/articles/rules.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";

/**
 * Counts the words of a body as the site does of the stored one: block by block, each once for as long as it stays the same object.
 * @param write a block as it is stored
 */
export function blockWordCounter<Block extends object>(write: (block: Block) => string): (blocks: Block[]) => number {
  const known = new WeakMap<Block, number>();
  const count = (block: Block) => {
    const words = known.get(block) ?? countWords(toText(parseHtml(write(block))));
    known.set(block, words);
    return words;
  };
  return (blocks) => blocks.reduce((sum, block) => sum + count(block), 0);
}
