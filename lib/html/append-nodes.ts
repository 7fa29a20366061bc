/** Appends nodes to a list. `push(...nodes)` passes them on the stack, which ends at some 120,000 of them. */
export function appendNodes<T>(list: T[], nodes: readonly T[]): void {
  for (const node of nodes) list.push(node);
}
