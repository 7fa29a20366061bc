import { countWords } from "#features/articles/rules.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";

/**
 * Returns a counter of the words of a body, which counts as the site does. It counts block by block and caches the count of each block object.
 * @param write returns a block as it is stored
 */
export function createBlockWordCounter<Block extends object>(
  write: (block: Block) => string,
): (blocks: Block[]) => number {
  const known = new WeakMap<Block, number>();
  const count = (block: Block) => {
    const words = known.get(block) ?? countWords(toText(parseHtml(write(block))));
    known.set(block, words);
    return words;
  };
  return (blocks) => blocks.reduce((sum, block) => sum + count(block), 0);
}
