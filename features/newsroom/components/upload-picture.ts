import type { UploadedPicture } from "#features/media/uploads/uploaded.ts";

export type Sent = { ok: true; picture: UploadedPicture } | { ok: false; message: string };

/** Sends a picture to the library, from the browser. */
export async function uploadPicture(file: File, failed: string): Promise<Sent> {
  const form = new FormData();
  form.set("file", file, file.name || "image");
  try {
    const answer = await fetch("/admin/media/upload", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: form,
    });
    const said: unknown = await answer.json();
    if (answer.ok && isPicture(said)) return { ok: true, picture: said };
    return { ok: false, message: messageIn(said) ?? failed };
  } catch {
    return { ok: false, message: failed };
  }
}

function isPicture(said: unknown): said is UploadedPicture {
  return typeof said === "object" && said !== null && "id" in said && typeof said.id === "string";
}

function messageIn(said: unknown): string | undefined {
  if (typeof said !== "object" || said === null || !("error" in said)) return undefined;
  const { error } = said;
  if (typeof error !== "object" || error === null || !("message" in error)) return undefined;
  return typeof error.message === "string" ? error.message : undefined;
}
