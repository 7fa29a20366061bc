import type { FoundArticle } from "#features/articles/rules.ts";
import type { FormState } from "#lib/action.ts";

/** The body of an article in the page, as the form around it reads and fills it. */
export interface BodyHandle {
  html(): string;
  /** The number of words, as the site counts them. */
  words(): number;
  load(html: string): void;
}

/** What the editor needs from the form that holds it. */
export interface EditorHost {
  /** Something was typed or changed. */
  changed(): void;
  /** The editor is ready, or (null) gone. */
  setBody(body: BodyHandle | null): void;
  /** Registers work that still adds to the text: saving, or only publishing (`beforePublishing`), waits for it. */
  awaits(work: Promise<void>, holding?: "saves" | "beforePublishing"): void;
  /** Finds published articles by words of their titles. */
  searchArticles(words: string): Promise<FormState<FoundArticle[]>>;
}
