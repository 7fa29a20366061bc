import type { Profiler } from "node:inspector";
import { Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";

/** Counts work until it is closed. */
interface WorkCounter {
  /**
   * How much work a function does: how often each block of JavaScript was run, summed up as V8 counts it for coverage.
   * The same on a busy machine as on an idle one. One call of the engine (a regular expression, a copy) counts once.
   */
  count(run: () => unknown): number;
  /** The work on each item. Reads the counts once an item, not twice: a read takes milliseconds. */
  countEach<Item>(items: readonly Item[], run: (item: Item) => unknown): number[];
  /** The same for an asynchronous function. */
  countAsync(run: () => Promise<unknown>): Promise<number>;
  close(): void;
}

/**
 * Starts counting work in this thread; close it afterwards. Open it once in a process, before the functions to be measured
 * are called for the first time: V8 counts blocks only in functions that it compiles from then on.
 */
export function openWorkCounter(): WorkCounter {
  // V8 would discard the code of functions that rest for a while: compiled again, those from before the start would count.
  setFlagsFromString("--no-flush-bytecode");
  const session = new Session();
  session.connect();
  const post = (method: string, parameters?: object) => {
    let answer: object | undefined;
    // In the same thread the response comes before the call returns.
    session.post(method, parameters, (error, result) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  };
  const readWork = () => {
    const { result } = post("Profiler.takePreciseCoverage") as Profiler.TakePreciseCoverageReturnType;
    let work = 0;
    for (const script of result)
      for (const { ranges } of script.functions) for (const { count } of ranges) work += count;
    return work;
  };
  post("Profiler.enable");
  post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  return {
    count(run) {
      // Reading the counts resets them.
      readWork();
      run();
      return readWork();
    },
    countEach(items, run) {
      readWork();
      return items.map((item) => {
        run(item);
        return readWork();
      });
    },
    async countAsync(run) {
      readWork();
      await run();
      return readWork();
    },
    close() {
      post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };
}
