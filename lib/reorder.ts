type ReorderAct = "up" | "down" | "first" | "remove" | "pin" | "until" | "order";

/**
 * Returns the ids in their new order. Moving an article that is not in the list, or beyond its end, changes nothing.
 */
export function reorderIds(
  ids: readonly number[],
  act: ReorderAct,
  id: number,
  order: readonly number[] = [],
): number[] {
  const at = ids.indexOf(id);
  const without = ids.filter((one) => one !== id);
  switch (act) {
    case "order":
      return [...new Set(order)];
    case "pin":
      return at < 0 ? [...ids, id] : [...ids];
    case "first":
      return [id, ...without];
    case "remove":
      return without;
    case "up":
      return at > 0 ? without.toSpliced(at - 1, 0, id) : [...ids];
    case "down":
      return at >= 0 ? without.toSpliced(at + 1, 0, id) : [...ids];
    case "until":
      return [...ids];
  }
}
