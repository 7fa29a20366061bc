// Plain JavaScript without dependencies: the launcher runs it on Node 20. The other ends of these messages are in
// hand-over-channel.ts; both versions speak them, so a change must keep the words that exist.
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {import("node:child_process").ChildProcess} ChildProcess
 * @typedef {import("node:child_process").SendHandle} SendHandle
 * @typedef {{ vigie: string, reason?: string, pages?: string[] }} HandOverMessage
 * @typedef {{ message: HandOverMessage, handle: unknown }} Received
 */

/** How long the running site may take to answer (ms). */
const answerTimeoutMs = 15_000;
/** How long the new site may take to render the pages that were read most (ms). */
const warmTimeoutMs = 90_000;
/** A new site that dies within this after it began to accept connections has not taken over (ms). */
const settleMs = 1_500;

/**
 * Lets a new serving process take over from a running one, which serves until the last step and afterwards if any step
 * fails. Throws an Error that says why it failed; the caller then ends the new process.
 * @param {object} options
 * @param {ChildProcess} options.site the running process
 * @param {() => ChildProcess} options.begin starts the new process
 * @param {string} options.folder the release of the new process
 * @param {number} options.timeoutMs for the start of the new process, with its migrations
 * @param {AbortSignal} options.signal aborts: the site is being stopped, or died
 * @param {(step: "starting" | "warming" | "switching", pid?: number) => void} options.report
 */
export async function handOver({ site, begin, folder, timeoutMs, signal, report }) {
  const asked = await ask(site, { vigie: "pages" }, "pages", answerTimeoutMs, signal);
  const next = begin();
  report("starting", next.pid);
  await receive(next, "prepared", timeoutMs, signal);
  report("warming", next.pid);
  await ask(next, { vigie: "warm", pages: asked.message.pages ?? [] }, "warmed", warmTimeoutMs, signal);
  report("switching", next.pid);
  const offered = await ask(site, { vigie: "offer", folder }, "handle", answerTimeoutMs, signal);
  try {
    const listen = { vigie: "listen", from: site.pid, willConfirm: true };
    await ask(next, listen, "listening", answerTimeoutMs, signal, offered.handle);
  } finally {
    // This process's own copy of the socket would keep the port after the site's end.
    /** @type {{ close(): void }} */ (offered.handle).close();
  }
  await Promise.race([sleep(settleMs), rejectAtEnd(next, signal)]);
}

/**
 * @param {ChildProcess} child
 * @param {object} question
 * @param {string} answer the name of the message that answers it
 * @param {number} timeoutMs
 * @param {AbortSignal} signal
 * @param {unknown} [handle]
 */
async function ask(child, question, answer, timeoutMs, signal, handle) {
  const received = receive(child, answer, timeoutMs, signal);
  received.catch(() => {});
  await new Promise((resolve, reject) => {
    child.send(question, /** @type {SendHandle} */ (handle), (error) => (error ? reject(error) : resolve(undefined)));
  });
  return received;
}

/**
 * @param {ChildProcess} child
 * @param {string} name
 * @param {number} timeoutMs
 * @param {AbortSignal} signal
 * @returns {Promise<Received>}
 */
async function receive(child, name, timeoutMs, signal) {
  const done = new AbortController();
  /** @type {Promise<Received>} */
  const received = new Promise((resolve, reject) => {
    const listen = (/** @type {HandOverMessage} */ message, /** @type {unknown} */ handle) => {
      if (message?.vigie === name) resolve({ message, handle });
      if (message?.vigie === "failed") reject(new Error(message.reason ?? "It gave no reason."));
    };
    child.on("message", listen);
    done.signal.addEventListener("abort", () => child.off("message", listen));
  });
  const late = sleep(timeoutMs, undefined, { signal: done.signal }).then(() => {
    throw new Error(`The step "${name}" took longer than ${Math.round(timeoutMs / 1_000)} s.`);
  });
  try {
    return await Promise.race([received, late, rejectAtEnd(child, AbortSignal.any([signal, done.signal]))]);
  } finally {
    late.catch(() => {});
    done.abort();
  }
}

/**
 * @param {ChildProcess} child
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function rejectAtEnd(child, signal) {
  const ended = new Promise((_, reject) => {
    // A process that fails says why before it ends: its message comes first.
    const end = () => setTimeout(() => reject(new Error("The process ended.")), 100);
    if (child.exitCode !== null || child.signalCode !== null) end();
    child.once("exit", end);
    const stop = () => reject(new Error("The site was stopped meanwhile."));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  ended.catch(() => {});
  return /** @type {Promise<never>} */ (ended);
}
