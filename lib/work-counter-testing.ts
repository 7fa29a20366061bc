import type { Profiler } from "node:inspector";
import { Session } from "node:inspector";

/** Counts work until it is closed. */
interface WorkCounter {
  /**
   * How much work a function does: how often each block of JavaScript was run, summed up as V8 counts it for coverage. The same on a busy
   * machine as on an idle one. What one call of the engine does (a regular expression, a copy) counts once.
   */
  count(run: () => unknown): number;
  /** The same of a function that waits. */
  countAsync(run: () => Promise<unknown>): Promise<number>;
  close(): void;
}

export function openWorkCounter(): WorkCounter {
  const session = new Session();
  session.connect();
  const post = (method: string, parameters?: object) => {
    let answer: object | undefined;
    // In the same thread the answer comes before the call returns.
    session.post(method, parameters, (error, result) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  };
  const taken = () => {
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
      // Taking sets the counts to zero.
      taken();
      run();
      return taken();
    },
    async countAsync(run) {
      taken();
      await run();
      return taken();
    },
    close() {
      post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };
}
