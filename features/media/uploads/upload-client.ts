import type { UploadedPicture } from "./uploaded-picture.ts";

/**
 * The result of an upload: the library's picture, or the reason for a refusal as a sentence. `again`: a retry may
 * succeed.
 */
export type UploadOutcome =
  | { kind: "done"; picture: UploadedPicture }
  | { kind: "refused"; message: string; again: boolean }
  | { kind: "cancelled" };

export interface PendingUpload {
  sent: Promise<UploadOutcome>;
  cancel(): void;
}

/** Longest wait (s) before an automatic retry. The request guard admits about one request a second continuously. */
const maxRetryAfterSeconds = 30;

/**
 * Uploads one file to the library from a browser. Never rejects.
 * @param progress called with the share sent, 0 to 1
 */
export function uploadPicture(file: File, progress: (part: number) => void, broken: string): PendingUpload {
  return send("/admin/media/upload", progress, broken, () => {
    const form = new FormData();
    form.set("file", file, file.name || "image");
    return form;
  });
}

/** Requests that the server adds the picture at an address to the library. Never rejects. */
export function requestPictureFetch(address: string, broken: string): PendingUpload {
  return send(
    "/admin/media/fetch",
    () => {},
    broken,
    () => JSON.stringify({ address }),
  );
}

function send(
  path: string,
  progress: (part: number) => void,
  broken: string,
  body: () => FormData | string,
): PendingUpload {
  let stop = () => {};
  const sent = new Promise<UploadOutcome>((resolve) => {
    const attempt = () => {
      const request = new XMLHttpRequest();
      stop = () => request.abort();
      request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
      request.onabort = () => resolve({ kind: "cancelled" });
      request.onerror = () => resolve({ kind: "refused", message: broken, again: true });
      request.onload = () => {
        const wait = request.status === 429 ? Number(request.getResponseHeader("Retry-After")) : 0;
        if (!(wait > 0 && wait <= maxRetryAfterSeconds)) return resolve(readResponse(request, broken));
        progress(0);
        const waiting = setTimeout(attempt, wait * 1_000);
        stop = () => {
          clearTimeout(waiting);
          resolve({ kind: "cancelled" });
        };
      };
      request.open("POST", path);
      request.setRequestHeader("Accept", "application/json");
      const content = body();
      if (typeof content === "string") request.setRequestHeader("Content-Type", "application/json");
      request.send(content);
    };
    attempt();
  });
  return { sent, cancel: () => stop() };
}

function readResponse(request: XMLHttpRequest, broken: string): UploadOutcome {
  // If the request guard refuses (too large, too fast), the response is a page.
  const answer: unknown = parse(request.responseText);
  if (isPicture(answer)) return { kind: "done", picture: answer };
  const isRetryable = request.status === 429 || request.status >= 500 || request.status === 400;
  if (typeof answer === "object" && answer && "error" in answer) {
    const { error } = answer;
    if (typeof error === "object" && error && "message" in error)
      return {
        kind: "refused",
        message: String(error.message),
        again: isRetryable || ("again" in error && error.again === true),
      };
  }
  return { kind: "refused", message: broken, again: true };
}

function isPicture(answer: unknown): answer is UploadedPicture {
  return typeof answer === "object" && answer !== null && "id" in answer && "src" in answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
