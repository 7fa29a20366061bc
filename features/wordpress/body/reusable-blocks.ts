/** A reusable block may contain others; deeper ones are a circle. */
const maxDepth = 3;
/** Characters that reusable blocks may add to a content: a block may be used again and again. */
export const maxBlockCharacters = 1_000_000;

const reference = /<!-- wp:block \{"ref":(\d{1,20})[^\d<>][^<>]*>/g;

/**
 * Replaces references to reusable blocks (synced patterns) by the blocks' content. One that the export does not have
 * stays, and is counted with the blocks that have no text.
 * @param contentOf the content of an item of the type `wp_block`, by its id; "" if there is none
 */
export function insertReusableBlocks(content: string, contentOf: (id: string) => string): string {
  const known = new Map<string, string>();
  let left = maxBlockCharacters;
  const insert = (text: string, depth: number): string => {
    if (depth === maxDepth || !text.includes("wp:block ")) return text;
    return text.replace(reference, (found, id: string) => {
      if (left <= 0) return found;
      const key = `${depth} ${id}`;
      const block = known.get(key) ?? insert(contentOf(id), depth + 1);
      known.set(key, block);
      if (block === "" || block.length > left) return found;
      left -= block.length;
      return block;
    });
  };
  return insert(content, 0);
}
