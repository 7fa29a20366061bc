/**
 * An automaton that finds many keys in one pass over a text: Aho and Corasick, "Efficient String Matching", 1975. Nodes
 * are numbers in the order of their depth, the root is 0, and the children of a node follow one another: a step reads a
 * few neighbouring numbers, where a hash table of edges had each in another line of the processor's cache.
 */
export class Automaton {
  /** By node: its first child. They end where those of the next node begin. */
  readonly #children: Int32Array;
  /** By node: the unit that leads to it. Ascending among the children of a node. */
  readonly #units: Uint16Array;
  /** By node: the node of its longest proper suffix. */
  readonly #failures: Int32Array;
  /** By node: the number of the key that ends there; -1: none. */
  readonly #keys: Int32Array;
  /** By node: the node of the longest key that is a proper suffix; -1: none. */
  readonly #shorter: Int32Array;
  /** Most steps fail down to the root: the children that it has for the first units. */
  readonly #fromRoot = new Int32Array(128);

  /** The arrays may be filled later; `linkNode` reads what they have of its node. */
  constructor({ children, units, keys }: { children: Int32Array; units: Uint16Array; keys: Int32Array }) {
    this.#children = children;
    this.#units = units;
    this.#keys = keys;
    this.#failures = new Int32Array(keys.length);
    this.#shorter = new Int32Array(keys.length).fill(-1);
  }

  /** Computes the links of a node that follow from those before it. To be called for each node, in their order. */
  linkNode(node: number): void {
    const end = this.#children[node + 1] ?? 0;
    for (let child = this.#children[node] ?? 0; child < end; child += 1) {
      const unit = this.#units[child] ?? 0;
      if (node !== 0) this.#failures[child] = this.step(this.#failures[node] ?? 0, unit);
      else if (unit < 128) this.#fromRoot[unit] = child;
    }
    // Its longest suffix is less deep, so it has its key already.
    const failure = this.#failures[node] ?? 0;
    this.#shorter[node] = (this.#keys[failure] ?? -1) >= 0 ? failure : (this.#shorter[failure] ?? -1);
  }

  /** The node after this unit, following failure links. */
  step(from: number, unit: number): number {
    for (let at = from; at !== 0; at = this.#failures[at] ?? 0) {
      const next = this.#childOf(at, unit);
      if (next !== 0) return next;
    }
    return unit < 128 ? (this.#fromRoot[unit] ?? 0) : this.#childOf(0, unit);
  }

  /** The child for a unit, by binary search; 0: none. */
  #childOf(node: number, unit: number): number {
    let low = this.#children[node] ?? 0;
    let high = this.#children[node + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.#units[middle] ?? 0;
      if (found === unit) return middle;
      if (found < unit) low = middle + 1;
      else high = middle;
    }
    return 0;
  }

  /** The node of the longest key that ends at a node; -1: none. */
  firstEnd(node: number): number {
    return (this.#keys[node] ?? -1) >= 0 ? node : (this.#shorter[node] ?? -1);
  }

  /** The node of the next shorter key after one that ends at `node`; -1: none. */
  nextEnd(node: number): number {
    return this.#shorter[node] ?? -1;
  }

  /** The number of the key at a node. */
  keyAt(node: number): number {
    return this.#keys[node] ?? -1;
  }
}

/** Collects keys; `build` makes the automaton. */
export class AutomatonBuilder {
  readonly #parents = [0];
  readonly #units = [0];
  readonly #keys = [-1];
  #keyCount = 0;
  #edges = createEdges(1_024);

  /** Adds a key, if it is not there yet, and returns its number. */
  add(key: string): number {
    let at = 0;
    for (let n = 0; n < key.length; n += 1) {
      const unit = key.charCodeAt(n);
      const next = this.#edges.get(at, unit);
      at = next < 0 ? this.#addNode(at, unit) : next;
    }
    const known = this.#keys[at] ?? -1;
    if (known >= 0) return known;
    this.#keys[at] = this.#keyCount;
    this.#keyCount += 1;
    return this.#keyCount - 1;
  }

  #addNode(parent: number, unit: number): number {
    const node = this.#parents.length;
    if (node * 2 >= this.#edges.size) {
      this.#edges = createEdges(this.#edges.size * 4);
      for (let one = 1; one < node; one += 1) this.#edges.set(this.#parents[one] ?? 0, this.#units[one] ?? 0, one);
    }
    this.#parents.push(parent);
    this.#units.push(unit);
    this.#keys.push(-1);
    this.#edges.set(parent, unit, node);
    return node;
  }

  /** Yields after each so many nodes. */
  *build(nodesPerSlice: number): Generator<void, Automaton> {
    const size = this.#parents.length;
    const children = new Int32Array(size + 1).fill(1, 0, 1);
    const units = new Uint16Array(size);
    const keys = new Int32Array(size);
    const built = new Automaton({ children, units, keys });
    const nodes = Int32Array.from(this.#parents.keys()).subarray(1);
    const byUnit = groupBy(nodes, this.#units, 0x1_0000).sorted;
    const { sorted, starts } = groupBy(byUnit, this.#parents, size);
    // Breadth first: the nodes as they were added, in their final order.
    const queue = new Int32Array(size);
    let end = 1;
    for (let node = 0; node < size; node += 1) {
      if (node % nodesPerSlice === nodesPerSlice - 1) yield;
      const added = queue[node] ?? 0;
      keys[node] = this.#keys[added] ?? -1;
      for (let n = starts[added] ?? 0; n < (starts[added + 1] ?? 0); n += 1) {
        const child = sorted[n] ?? 0;
        queue[end] = child;
        units[end] = this.#units[child] ?? 0;
        end += 1;
      }
      children[node + 1] = end;
      built.linkNode(node);
    }
    return built;
  }
}

/** Sorts nodes by a number of theirs below `count`, keeping the order of equal ones. `starts`: by number, where its nodes begin. */
function groupBy(nodes: Int32Array, numbers: number[], count: number): { sorted: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const node of nodes) starts[(numbers[node] ?? 0) + 1] = (starts[(numbers[node] ?? 0) + 1] ?? 0) + 1;
  for (let n = 1; n <= count; n += 1) starts[n] = (starts[n] ?? 0) + (starts[n - 1] ?? 0);
  const next = starts.slice();
  const sorted = new Int32Array(nodes.length);
  for (const node of nodes) {
    const number = numbers[node] ?? 0;
    sorted[next[number] ?? 0] = node;
    next[number] = (next[number] ?? 0) + 1;
  }
  return { sorted, starts };
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
