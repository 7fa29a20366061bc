/**
 * An automaton that finds many keys in one pass over a text: Aho and Corasick, "Efficient String Matching", 1975. Nodes
 * are numbers, the root is 0. Edges are in one hash table: some 25 bytes a node, whatever the script.
 */
export interface Automaton {
  /** The node after this unit, following failure links. */
  step(from: number, unit: number): number;
  /** The longest key that ends at this node or at a node on its failure links; -1: none. */
  firstEnd(node: number): number;
  /** The next shorter key's end after this one; -1: none. */
  nextEnd(node: number): number;
}

/** Collects keys; `build` makes the automaton. */
export function createAutomatonBuilder() {
  const parents = [0];
  const units = [0];
  const depths = [0];
  const isEnd: boolean[] = [false];
  let edges = createEdges(1_024);

  function addNode(parent: number, unit: number): number {
    if (parents.length * 2 >= edges.size) {
      edges = createEdges(edges.size * 4);
      for (let node = 1; node < parents.length; node += 1) edges.set(parents[node] ?? 0, units[node] ?? 0, node);
    }
    const node = parents.length;
    parents.push(parent);
    units.push(unit);
    depths.push((depths[parent] ?? 0) + 1);
    isEnd.push(false);
    edges.set(parent, unit, node);
    return node;
  }

  return {
    /** Adds a key and returns the node at which it ends. */
    add(key: string): number {
      let at = 0;
      for (let n = 0; n < key.length; n += 1) {
        const unit = key.charCodeAt(n);
        const next = edges.get(at, unit);
        at = next < 0 ? addNode(at, unit) : next;
      }
      isEnd[at] = true;
      return at;
    },
    /** Yields after each so many nodes. */
    *build(nodesPerSlice: number): Generator<void, Automaton> {
      const failures = new Int32Array(parents.length);
      const shorter = new Int32Array(parents.length).fill(-1);
      // Most steps fail down to the root: its edges are in a table.
      const fromRoot = Int32Array.from({ length: 128 }, (_, unit) => Math.max(0, edges.get(0, unit)));
      const step = (from: number, unit: number): number => {
        for (let at = from; at !== 0; at = failures[at] ?? 0) {
          const next = edges.get(at, unit);
          if (next >= 0) return next;
        }
        return unit < 128 ? (fromRoot[unit] ?? 0) : Math.max(0, edges.get(0, unit));
      };
      let linked = 0;
      for (const node of orderByDepth(depths)) {
        linked += 1;
        if (linked % nodesPerSlice === 0) yield;
        const parent = parents[node] ?? 0;
        const failure = parent === 0 ? 0 : step(failures[parent] ?? 0, units[node] ?? 0);
        failures[node] = failure;
        shorter[node] = isEnd[failure] ? failure : (shorter[failure] ?? -1);
      }
      return {
        step,
        firstEnd: (node) => (isEnd[node] ? node : (shorter[node] ?? -1)),
        nextEnd: (node) => shorter[node] ?? -1,
      };
    },
  };
}

/** All nodes but the root, the shallow ones first. */
function orderByDepth(depths: number[]): number[] {
  const levels: number[][] = [];
  for (const [node, depth] of depths.entries()) {
    if (node === 0) continue;
    levels[depth] ??= [];
    levels[depth]?.push(node);
  }
  return levels.flat();
}

/** A hash table with open addressing of (node, unit) to node. `size`: a power of two. */
function createEdges(size: number) {
  const from = new Int32Array(size).fill(-1);
  const by = new Uint16Array(size);
  const to = new Int32Array(size);
  const mask = size - 1;
  const slotOf = (node: number, unit: number) => {
    const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit + 1, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (from[slot] !== -1 && (from[slot] !== node || by[slot] !== unit)) slot = (slot + 1) & mask;
    return slot;
  };
  return {
    size,
    get(node: number, unit: number): number {
      const slot = slotOf(node, unit);
      return from[slot] === -1 ? -1 : (to[slot] ?? -1);
    },
    set(node: number, unit: number, next: number): void {
      const slot = slotOf(node, unit);
      from[slot] = node;
      by[slot] = unit;
      to[slot] = next;
    },
  };
}
