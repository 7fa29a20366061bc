/** Pictures worked on at once: each takes a core for up to a second, and pages need the other. */
const mostAtOnce = 2;

let free = mostAtOnce;
const waiting: (() => void)[] = [];

/** How many wait for their turn. */
export function waitingAtGate(): number {
  return waiting.length;
}

/** Runs `work` when a place is free, in the order of asking; its result or its error passes through. */
export async function throughGate<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    // The place goes to the next in line without being free in between: nobody slips in.
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}
