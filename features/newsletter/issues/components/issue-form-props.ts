import type { FormState } from "#lib/action.ts";
import type { AlreadySent } from "../already-sent.ts";

/** An article in the form of an issue. */
export interface FormItem {
  articleId: number;
  title: string;
  slug: string;
  status: "draft" | "scheduled" | "published" | "withdrawn";
  lead: string;
  /** The editor's text instead of the article's lead; empty: the lead is shown. */
  blurb: string;
  /** The names of its topics. */
  topics: string[];
  /** The issue in which some of the recipients were already sent it. */
  alreadySent: AlreadySent | undefined;
}

export interface IssueFormProps {
  issue: { id: number; version: number; subject: string; preheader: string; introduction: string };
  items: FormItem[];
  /** The words searched for, and the published articles found; undefined without a search. */
  query: string;
  found: { id: number; title: string; slug: string }[] | undefined;
  recipients: number;
  zone: string;
  schedule: { local: string; text: string; twice: string | undefined } | undefined;
  /** Whether the checklist has a finding that blocks sending. */
  blocked: boolean;
}

/** The refusal of the form's last act, if it was refused. */
export type IssueFormRefusal = Extract<FormState, { status: "refused" }> | undefined;
