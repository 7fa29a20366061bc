import type { UploadedPicture } from "./uploaded.ts";

/** What became of a file: the library's picture, or why not, in a sentence. `again`: it may pass a second time. */
export type Sent =
  | { kind: "done"; picture: UploadedPicture }
  | { kind: "refused"; message: string; again: boolean }
  | { kind: "cancelled" };

export interface Sending {
  sent: Promise<Sent>;
  cancel(): void;
}

/** Sends one file to the library, in a browser; `progress` hears how much has gone, 0 to 1. Never rejects. */
export function sendPicture(file: File, progress: (part: number) => void, broken: string): Sending {
  const request = new XMLHttpRequest();
  const sent = new Promise<Sent>((resolve) => {
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onabort = () => resolve({ kind: "cancelled" });
    request.onerror = () => resolve({ kind: "refused", message: broken, again: true });
    request.onload = () => resolve(readAnswer(request, broken));
    request.open("POST", "/admin/media/upload");
    request.setRequestHeader("Accept", "application/json");
    const form = new FormData();
    form.set("file", file);
    request.send(form);
  });
  return { sent, cancel: () => request.abort() };
}

function readAnswer(request: XMLHttpRequest, broken: string): Sent {
  // Of a refusal by the door (too large, too fast) the answer is a page.
  const answer: unknown = parse(request.responseText);
  if (isPicture(answer)) return { kind: "done", picture: answer };
  const again = request.status === 429 || request.status >= 500 || request.status === 400;
  if (typeof answer === "object" && answer && "error" in answer) {
    const { error } = answer;
    if (typeof error === "object" && error && "message" in error)
      return { kind: "refused", message: String(error.message), again };
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
