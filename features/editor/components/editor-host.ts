import type { FoundArticle } from "#features/articles/rules.ts";
import type { FormState } from "#lib/action.ts";

/** The body of an article in the page, as the surrounding form reads and fills it. */
export interface BodyHandle {
  html(): string;
  /** Returns the number of words, counted as on the server. */
  words(): number;
  load(html: string): void;
}

/** What the editor needs from the form that holds it. */
export interface EditorHost {
  /** Called after each change of the text. */
  changed(): void;
  /** Called when the editor is ready, or with null when it is destroyed. */
  setBody(body: BodyHandle | null): void;
  /** Registers work that still adds to the text: saving, or only publishing (`beforePublishing`), waits for it. */
  waitFor(work: Promise<void>, holding?: "saves" | "beforePublishing"): void;
  /** Finds published articles by words of their titles. */
  searchArticles(words: string): Promise<FormState<FoundArticle[]>>;
}
