/**
 * Returns a function that computes a value once for each key and keeps up to `max` of them. When it is full it forgets
 * all of them, which is good enough for values that most pages need.
 */
export function boundedMemo<Value>(max: number) {
  const known = new Map<string, Value>();
  return (key: string, compute: () => Value): Value => {
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const value = compute();
    if (known.size >= max) known.clear();
    known.set(key, value);
    return value;
  };
}
