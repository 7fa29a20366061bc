import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { runOnReplica, setReplica } from "#db/replica.ts";
import { cacheState, invalidations } from "./cache-state.ts";
import {
  cached,
  invalidateTagsLocally,
  newReadScope,
  notePersonalRead,
  runInReadScope,
  runWithFreshReads,
} from "./cached.ts";

beforeEach(() => cacheState.kept.clear());

/** Counts how often each key is loaded. */
function counter() {
  const loads: string[] = [];
  const read = (key: string, options?: Parameters<typeof cached>[3]) =>
    cached(
      [key],
      [`tag:${key}`],
      async () => {
        loads.push(key);
        return `${key}${loads.length}`;
      },
      options,
    );
  return { loads, read };
}

describe("in one render", () => {
  test("reads a value once, and notes its tags", async () => {
    const { loads, read } = counter();
    const scope = newReadScope();
    const values = await runInReadScope(scope, () => Promise.all([read("a"), read("a"), read("b")]));
    expect(values).toEqual(["a1", "a1", "b2"]);
    expect(loads).toEqual(["a", "b"]);
    expect([...scope.tags].sort()).toEqual(["site", "tag:a", "tag:b"]);
  });

  test("notes the tags of reads inside a read, for a later render that gets the kept value too", async () => {
    const { read } = counter();
    const outer = () => cached(["outer"], [], () => read("inner"), { keep: true });
    await runInReadScope(newReadScope(), outer);
    const later = newReadScope();
    await runInReadScope(later, outer);
    expect([...later.tags].sort()).toEqual(["site", "tag:inner"]);
    invalidateTagsLocally(["tag:inner"], "now");
    expect(await outer()).toBe("inner2");
  });

  test("reads again what was invalidated meanwhile", async () => {
    const { read } = counter();
    await runInReadScope(newReadScope(), async () => {
      expect(await read("a")).toBe("a1");
      invalidateTagsLocally(["tag:other"], "now");
      expect(await read("a")).toBe("a1");
      invalidateTagsLocally(["tag:a"], "soon");
      expect(await read("a")).toBe("a2");
    });
  });

  test("takes tags from a function of the value", async () => {
    const scope = newReadScope();
    await runInReadScope(scope, () =>
      cached(
        ["list"],
        (ids: number[]) => ids.map((id) => `id:${id}`),
        async () => [1, 2],
      ),
    );
    expect([...scope.tags].sort()).toEqual(["id:1", "id:2", "site"]);
  });

  test("a page expires with the first of its values", async () => {
    const { read } = counter();
    const scope = newReadScope();
    const before = performance.now();
    await runInReadScope(scope, async () => {
      await read("slow", { maxAge: 600 });
      await cached(["nested"], [], () => read("fast", { maxAge: 60 }));
    });
    expect(scope.expiresAt).toBeGreaterThanOrEqual(before + 60_000);
    expect(scope.expiresAt).toBeLessThanOrEqual(performance.now() + 60_000);
  });

  test("notes that it read something of one client, also inside a read", async () => {
    const scope = newReadScope();
    await runInReadScope(scope, () => cached(["own"], [], async () => notePersonalRead("cookies")));
    expect(scope.personal).toBe("cookies");
  });

  test("notes it for every read that contains such a value, and when the read fails", async () => {
    const own = () => cached(["own"], [], async () => notePersonalRead("cookies"));
    const scope = newReadScope();
    await runInReadScope(scope, async () => {
      await own();
      scope.personal = undefined;
      await cached(["around"], [], own);
    });
    expect(scope.personal).toBe("cookies");
    const failed = newReadScope();
    const fail = async () => {
      notePersonalRead("the session");
      throw new Error("signed out");
    };
    await expect(runInReadScope(failed, () => cached(["failing"], [], fail))).rejects.toThrow("signed out");
    expect(failed.personal).toBe("the session");
  });

  test("refuses to keep it for others", async () => {
    const own = (name: string) =>
      cached(["own"], [], async () => {
        notePersonalRead("cookies");
        return name;
      });
    const keep = (name: string) => cached(["kept"], [], () => own(name), { keep: true });
    await expect(runInReadScope(newReadScope(), () => keep("Ada"))).rejects.toThrow("read cookies");
    const joined = runInReadScope(newReadScope(), async () => [await own("Ada"), await keep("Ada")]);
    await expect(joined).rejects.toThrow("read cookies");
    expect(cacheState.kept.size).toBe(0);
  });

  test("reads again after a failure", async () => {
    let calls = 0;
    const read = () =>
      cached(["failing"], [], async () => {
        calls += 1;
        if (calls === 1) throw new Error("no database");
        return calls;
      });
    await runInReadScope(newReadScope(), async () => {
      await expect(read()).rejects.toThrow("no database");
      expect(await read()).toBe(2);
    });
  });
});

describe("between renders", () => {
  test("keeps values with `keep` until they are invalidated, and no others", async () => {
    const { loads, read } = counter();
    const render = () => runInReadScope(newReadScope(), () => Promise.all([read("a", { keep: true }), read("b")]));
    await render();
    await render();
    expect(loads).toEqual(["a", "b", "b"]);
    invalidateTagsLocally(["site"], "now");
    await render();
    expect(loads).toEqual(["a", "b", "b", "a", "b"]);
  });

  test("a render with fresh reads gets no value that was kept, and leaves none", async () => {
    const { loads, read } = counter();
    const outer = () => cached(["outer"], [], () => read("a", { keep: true }));
    await outer();
    expect(await runWithFreshReads(async () => [await outer(), await outer()])).toEqual(["a2", "a2"]);
    expect(await outer()).toBe("a1");
    expect(loads).toEqual(["a", "a"]);
  });

  test("a value that was read on the replica is kept for renders on the replica only", async () => {
    setReplica("postgres://127.0.0.1:1/never-asked");
    const { read } = counter();
    expect(await runOnReplica(() => read("a", { keep: true }))).toBe("a1");
    expect(await read("a", { keep: true })).toBe("a2");
    expect(await runOnReplica(() => read("a", { keep: true }))).toBe("a1");
    setReplica(undefined);
  });

  test("keeps values up to a total size, the most recently used ones", async () => {
    const large = (n: number) => cached(["large", n], [], async () => "x".repeat(1_000_000), { keep: true });
    for (let n = 0; n < 30; n += 1) await large(n);
    expect(cacheState.kept.size).toBe(15);
    expect(cacheState.kept.has('["large",29]')).toBe(true);
    expect(cacheState.kept.has('["large",0]')).toBe(false);
    await cached(["huge"], [], async () => "x".repeat(17_000_000), { keep: true });
    expect([...cacheState.kept.keys()]).not.toContain('["huge"]');
  });

  test("without a render, reads each time", async () => {
    const { loads, read } = counter();
    await Promise.all([read("a"), read("a")]);
    expect(loads).toEqual(["a", "a"]);
  });
});

test("all copies of the module share one state, as in Next's bundles", async () => {
  const copy: typeof import("./cached.ts") = await import(`${"./cached.ts"}?copy`);
  const other: typeof import("./cache-state.ts") = await import(`${"./cache-state.ts"}?copy`);
  expect(copy.cached).not.toBe(cached);
  expect(other.cacheState).toBe(cacheState);
  const scope = newReadScope();
  await runInReadScope(scope, () => copy.cached(["a"], ["a"], async () => 1));
  expect([...scope.tags]).toContain("a");
});

/**
 * A value is the number of changes of its subject at the time when its load reads it; a load ends when the test says
 * so, and a change is invalidated a moment after it.
 */
test("for any order of reads, loads and changes: no read that begins after an invalidation gets a value from before it, and a page's tags cover all that it read", async () => {
  const subject = fc.constantFrom("x", "y");
  const steps = fc.array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ do: fc.constant("ask" as const), subject, keep: fc.boolean(), in: fc.nat(2) }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant("end" as const), which: fc.nat(5) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("change" as const), subject }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("fail" as const), which: fc.nat(5) }) },
    ),
    { maxLength: 60, size: "max" },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      cacheState.kept.clear();
      const changes: Record<string, number> = { x: 0, y: 0 };
      const loading: { end(): void; fail(): void }[] = [];
      const scopes = [newReadScope(), newReadScope(), newReadScope()];
      const open: Promise<void>[] = [];
      const load = (name: string) =>
        new Promise<number>((resolve, reject) => {
          const value = changes[name] ?? 0;
          const leave = (answer: () => void) => {
            loading.splice(loading.indexOf(one), 1);
            answer();
          };
          const one = {
            end: () => leave(() => resolve(value)),
            fail: () => leave(() => reject(new Error("failed"))),
          };
          loading.push(one);
        });
      for (const step of taken) {
        if (step.do === "ask") {
          const least = changes[step.subject] ?? 0;
          const scope = scopes[step.in];
          if (!scope) throw new Error("no scope");
          const nested = () => cached([step.subject], [step.subject], () => load(step.subject));
          const asked = runInReadScope(scope, () =>
            cached(["nested", step.subject, step.keep], [], nested, { keep: step.keep }),
          ).then(
            (value) => {
              if (value < least) throw new Error(`${step.subject} read as ${value} after change ${least}`);
              expect(scope.tags).toContain(step.subject);
            },
            (error) => expect(error.message).toBe("failed"),
          );
          asked.catch(() => {});
          open.push(asked);
        } else if (step.do === "change") {
          changes[step.subject] = (changes[step.subject] ?? 0) + 1;
          invalidations.record([step.subject]);
        } else loading[step.which % Math.max(1, loading.length)]?.[step.do]();
        await new Promise((resolve) => setImmediate(resolve));
      }
      while (loading.length > 0) {
        loading[0]?.end();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all(open);
    }),
    { numRuns: 500 },
  );
});
