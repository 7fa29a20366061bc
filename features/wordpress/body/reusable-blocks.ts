/** A reusable block may contain others; deeper ones are a circle. */
const maxDepth = 3;
/** Characters of a content with its reusable blocks: a block may be used again and again. */
const maxLength = 2_000_000;

/**
 * Replaces references to reusable blocks (synced patterns) by the blocks' content. One that the export does not have
 * stays, and is counted with the blocks that have no text.
 * @param contentOf the content of an item of the type `wp_block`, by its id; "" if there is none
 */
export function insertReusableBlocks(content: string, contentOf: (id: string) => string, depth = 0): string {
  if (depth === maxDepth || !content.includes("wp:block ")) return content;
  let length = content.length;
  return content.replace(/<!-- wp:block \{"ref":(\d{1,20})[^\d<>][^<>]*>/g, (reference, id: string) => {
    const block = insertReusableBlocks(contentOf(id), contentOf, depth + 1);
    length += block.length;
    return block === "" || length > maxLength ? reference : block;
  });
}
