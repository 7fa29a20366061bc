import { holdArticle } from "#features/newsroom/desk/actions.ts";
import { idle } from "#lib/action.ts";

/** Says that this page has an article open, takes it over or leaves it; gives who has it then, undefined where there is no answer. */
export async function sayPresence(id: number, act: "hold" | "take" | "release") {
  const data = new FormData();
  data.set("id", String(id));
  data.set("key", leaseKey());
  data.set("act", act);
  const answer = await holdArticle(idle, data).catch(() => undefined);
  return answer?.status === "done" ? answer.value : undefined;
}

/** One per tab, also after it is loaded anew. */
export function leaseKey(): string {
  const name = "vigie-page";
  try {
    const known = sessionStorage.getItem(name);
    if (known) return known;
    const made = crypto.randomUUID();
    sessionStorage.setItem(name, made);
    return made;
  } catch {
    return "storage-is-closed";
  }
}
