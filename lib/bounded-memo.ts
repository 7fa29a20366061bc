/**
 * Keeps up to `max` results by key. It starts again when it is full, which is enough for what each page computes in the
 * same way.
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
