import type { ParserQueue } from "#lib/parsing/parse-in-worker.ts";
import type { ParserOutcome, ParserPool } from "#lib/parsing/parser-pool.ts";
import type { MessageToMainThread, MessageToRenderThread, Post } from "./messages.ts";

/** The main thread's parser threads, used from this thread, so that their limits apply to the whole process. */
export class RemoteParsers {
  readonly queues: Record<ParserQueue, Pick<ParserPool, "run" | "warmUp">>;
  readonly #pending = new Map<number, PromiseWithResolvers<ParserOutcome>>();
  #lastId = 0;

  constructor(post: Post<MessageToMainThread>) {
    const run =
      (queue: ParserQueue): ParserPool["run"] =>
      (task, client) => {
        const id = ++this.#lastId;
        const pending = Promise.withResolvers<ParserOutcome>();
        this.#pending.set(id, pending);
        post({ type: "parse", id, queue, task, client });
        return pending.promise;
      };
    const queue = (name: ParserQueue) => ({ run: run(name), warmUp() {} });
    this.queues = { comments: queue("comments"), documents: queue("documents"), passwords: queue("passwords") };
  }

  receive({ id, outcome, message }: Extract<MessageToRenderThread, { type: "parsed" }>): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (outcome) pending?.resolve(outcome);
    else pending?.reject(new Error(message));
  }
}
