import type { EditLockResponse } from "#features/newsroom/drafts/submit.ts";
import type { SaveAnswer, Transport } from "../ports.ts";
import type { Fields } from "../state.ts";

const sessionPath = "/admin/articles/session";
const saveTimeoutMs = 60_000;
const holdTimeoutMs = 10_000;
/** Browsers send at most 64 KB of `keepalive` requests for a closing page, all of them together. */
const maxKeepaliveBytes = 60_000;

interface Message {
  save?: Fields | null;
  hold?: Fields | null;
}

/** Sends an editor session's requests to `handleEditorSession`. */
export const browserTransport: Transport = {
  async save(fields) {
    const answer = await send({ save: fields }, saveTimeoutMs);
    if (answer === "signedOut") return { status: "signedOut" };
    const saveAnswer = answer?.save;
    return saveAnswer?.status === "done" || saveAnswer?.status === "refused" ? saveAnswer : { status: "lost" };
  },
  async hold(fields) {
    const answer = await send({ hold: fields }, holdTimeoutMs);
    return answer !== "signedOut" && answer?.hold?.status === "done" ? answer.hold.value : undefined;
  },
  leave({ save, hold }) {
    const payload = JSON.stringify({ save, hold });
    const isShort = new Blob([payload]).size <= maxKeepaliveBytes;
    // A text that is too long stays on this device; the lock is released all the same.
    if (!isShort && !hold) return;
    const body = isShort ? payload : JSON.stringify({ hold });
    void fetch(sessionPath, { method: "POST", body, headers, keepalive: true }).catch(() => {});
  },
};

const headers = { "Content-Type": "application/json" };

interface SessionResponse {
  save: SaveAnswer | null;
  hold: { status: "done"; value: EditLockResponse } | { status: string; value?: undefined } | null;
}

async function send(message: Message, timeoutMs: number): Promise<SessionResponse | "signedOut" | undefined> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(sessionPath, { method: "POST", body: JSON.stringify(message), headers, signal });
    if (response.status === 401) return "signedOut";
    // A 403 response contains the refusals.
    return response.ok || response.status === 403 ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
