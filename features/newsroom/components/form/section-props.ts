import type { ArticleStatus } from "#db/schema/articles.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import type { EditorSessionView } from "#features/newsroom/editor-session/browser/session-view.ts";
import type { ConfirmableAct } from "#features/newsroom/rules.ts";
import type { ScheduleDescription } from "#features/newsroom/schedule/describe-schedule.ts";

/** The article as its form shows it. */
export interface FormDraft {
  /** 0 for an article that is about to be begun. */
  id: number;
  slug: string;
  status: ArticleStatus;
  version: number;
  differs: boolean;
  savedAt: string | null;
  savedBy: string | null;
  lastPageKey: string | null;
  /** This drawing of the page: what it begins and saves is known by it. */
  key: string;
  content: DraftContent;
  /** The word count of lead and body, as the site counts it. */
  words: number;
  plan: ScheduleDescription | null;
  /** What a page without scripts was asked for, with the time that was chosen: something is worth a look first. */
  asks: { act: ConfirmableAct; at: string } | null;
  /** What readers are told of its withdrawal. */
  withdrawNote: string;
  /** The site's, in which times are chosen. */
  zone: string;
}

export type Choices = Record<"categories" | "authors" | "sources", { id: number; name: string }[]>;

/** What each section of the form is given: the article, what there is to choose from, and what was refused. */
export interface SectionProps {
  desk: FormDraft;
  choices: Choices;
  mayChooseBylines: boolean;
  /** What a page without scripts was asked to look for among bylines and pictures. */
  finds: { authors?: string | undefined; pictures?: string | undefined };
  live: EditorSessionView;
  /** The refusal that is shown beside the fields, from a script's save or from a page without scripts. */
  shown: { fields: Record<string, string>; typed: Record<string, string> } | undefined;
  /** What was typed before a refusal, else what is stored. */
  typed: (name: string, stored: string) => string;
}

/** Whether a field whose name is so was refused: its section is then opened. */
export function hasError(refused: { fields: Record<string, string> } | undefined, names: RegExp): boolean {
  return refused !== undefined && Object.keys(refused.fields).some((name) => names.test(name));
}
