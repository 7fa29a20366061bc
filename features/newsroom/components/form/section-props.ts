import type { ArticleStatus } from "#db/schema/articles.ts";
import type { DiscussionState, DraftContent } from "#db/schema/newsroom.ts";
import type { EditorSessionView } from "#features/newsroom/editor-session/browser/session-view.ts";
import type { ConfirmableAct } from "#features/newsroom/rules.ts";
import type { ScheduleDescription } from "#features/newsroom/schedule/describe-schedule.ts";
import type { StoryChoice, StoryPlace } from "#features/stories/queries.ts";

/** The article as its form shows it. */
export interface FormDraft {
  /** 0 for a new article. */
  id: number;
  slug: string;
  status: ArticleStatus;
  version: number;
  differs: boolean;
  savedAt: string | null;
  savedBy: string | null;
  lastPageKey: string | null;
  /** Identifies this rendering of the page; stored with what the page creates and saves. */
  key: string;
  content: DraftContent;
  /** The article's discussion as it is now. */
  discussion: DiscussionState;
  /** Its number in its series; null if it is in none. */
  storyPlace: StoryPlace | null;
  /** Word count of lead and body, computed by the server. */
  words: number;
  plan: ScheduleDescription | null;
  /** On a page without scripts: the act that has to be confirmed, with the chosen time. */
  asks: { act: ConfirmableAct; at: string } | null;
  /** The public note of its withdrawal. */
  withdrawNote: string;
  /** The site's time zone, in which times are chosen. */
  zone: string;
}

export interface Choices extends Record<"categories" | "authors" | "sources", { id: number; name: string }[]> {
  stories: StoryChoice[];
}

/** The props of each section of the form: the article, the choices, and what was refused. */
export interface SectionProps {
  draft: FormDraft;
  choices: Choices;
  mayChooseBylines: boolean;
  /** The search terms for bylines and pictures, on a page without scripts. */
  search: { authors?: string | undefined; pictures?: string | undefined };
  session: EditorSessionView;
  /** The refusal to show beside the fields, of a script's save or of a page without scripts. */
  refusal: { fields: Record<string, string>; typed: Record<string, string> } | undefined;
  /** What was typed before a refusal, or else the stored value. */
  typed: (name: string, stored: string) => string;
}

/** Whether a field whose name matches was refused: its section is then opened. */
export function hasError(refused: { fields: Record<string, string> } | undefined, names: RegExp): boolean {
  return refused !== undefined && Object.keys(refused.fields).some((name) => names.test(name));
}
