"use client";

import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useReportFigure } from "#features/articles/components/article-figures.client.tsx";
import type { CommentView } from "../comment-view.ts";
import { findDrafts, pagesOfTab } from "../drafts/browser-drafts.ts";
import { useDraftOwner } from "../drafts/use-draft-owner.ts";
import type { FormattingLabels } from "./formatting-help.client.tsx";
import type { PostResult } from "./post-result-note.tsx";

interface OpenReply {
  /** The passage selected in the comment to reply to. */
  quote: string;
  /** The reader has just opened the form; false if it was restored after a reload. */
  focus: boolean;
}

interface CommentFormsState {
  /** The article's slug. */
  article: string;
  labels: CommentFormLabels;
  /** Open reply forms, by the id of the parent comment. */
  opened: ReadonlyMap<number, OpenReply>;
  /** Comments with a draft reply whose form was closed. */
  closedDrafts: ReadonlySet<number>;
  /** The results of the replies sent from this page. */
  posted: ReadonlyMap<number, PostResult>;
  /** The viewer's comments that were posted from this page and are not part of it yet, oldest first. */
  justPosted: readonly CommentView[];
  /** All comments that the viewer has posted from this page. */
  addedIds: ReadonlySet<number>;
  open(comment: number, quote: string): void;
  close(comment: number): void;
  done(comment: number, posted: PostResult): void;
  /** Shows a comment that was just posted. */
  add(comment: CommentView): void;
}

const CommentFormsContext = createContext<CommentFormsState | undefined>(undefined);

/** Returns the state of a discussion's forms, for everything inside `CommentForms`. */
export function useCommentForms(): CommentFormsState {
  const shared = useContext(CommentFormsContext);
  if (!shared) throw new Error("A comment form must be inside CommentForms.");
  return shared;
}

/** Wraps a discussion and holds the labels and the state of its reply forms. */
export function CommentForms({
  article,
  newest,
  labels,
  children,
}: Pick<CommentFormsState, "article" | "labels"> & {
  /** The newest comment that the page may show; the viewer's later ones are added to it. */
  newest: number;
  children: ReactNode;
}) {
  const [opened, setOpened] = useState<CommentFormsState["opened"]>(new Map());
  const [closedDrafts, setClosedDrafts] = useState<CommentFormsState["closedDrafts"]>(new Set());
  const [posted, setPosted] = useState<CommentFormsState["posted"]>(new Map());
  const [added, setAdded] = useState<readonly CommentView[]>([]);
  const addedIds = useMemo(() => new Set(added.map(({ id }) => id)), [added]);
  const owner = useDraftOwner();
  const loadedOwner = useRef<typeof owner>(undefined);

  // After a reload, reopens the reply forms that were open and offers the closed drafts.
  useLayoutEffect(() => {
    const before = loadedOwner.current;
    if (before === owner || (owner === "unknown" && before !== undefined)) return;
    loadedOwner.current = owner;
    const replies = findDrafts(owner, article).filter(({ draft }) => draft.parent !== 0);
    const isOpen = ({ draft }: (typeof replies)[number]) => draft.open && pagesOfTab().includes(draft.page);
    const reopened = replies
      .filter(isOpen)
      .map(({ draft }) => [draft.parent, { quote: draft.quote, focus: false }] as const);
    // Replies of another member are closed.
    setOpened((now) => new Map([...reopened, ...(typeof before === "number" ? [] : now)]));
    setClosedDrafts(new Set(replies.filter((reply) => !isOpen(reply)).map(({ draft }) => draft.parent)));
  }, [owner, article]);

  const shared = useMemo<CommentFormsState>(() => {
    const without = <T,>(map: ReadonlyMap<number, T>, comment: number) => {
      const remaining = new Map(map);
      remaining.delete(comment);
      return remaining;
    };
    return {
      article,
      labels,
      opened,
      closedDrafts,
      posted,
      // The ids of an article's comments grow in the order in which they become visible.
      justPosted: added.filter(({ id }) => id > newest),
      addedIds,
      add(comment) {
        setAdded((now) => [...now.filter(({ id }) => id !== comment.id), comment]);
      },
      open(comment, quote) {
        setPosted((now) => without(now, comment));
        setOpened((now) => new Map(now).set(comment, { quote, focus: true }));
      },
      close(comment) {
        setOpened((now) => without(now, comment));
        const hasDraft = findDrafts(owner, article).some(({ draft }) => draft.parent === comment);
        setClosedDrafts((now) =>
          hasDraft ? new Set(now).add(comment) : new Set([...now].filter((id) => id !== comment)),
        );
      },
      done(comment, response) {
        setOpened((now) => without(now, comment));
        setClosedDrafts((now) => new Set([...now].filter((id) => id !== comment)));
        setPosted((now) => new Map(now).set(comment, response));
      },
    };
  }, [article, newest, labels, opened, closedDrafts, posted, added, addedIds, owner]);
  useReportFigure("comments", shared.justPosted.length);
  return <CommentFormsContext value={shared}>{children}</CommentFormsContext>;
}

export interface CommentFormLabels {
  label: string;
  placeholder: string;
  hint: string;
  submit: string;
  preview: string;
  formatting: FormattingLabels;
  sending: string;
  signIn: string;
  email: string;
  password: string;
  elsewhere: string;
  register: string;
  /** The warning, without JavaScript, that leaving the page loses the text. */
  otherTab: string;
  posted: string;
  anonymous: string;
  byAuthor: string;
  byStaff: string;
  expertise: string;
  permalink: string;
  see: string;
  waits: string;
  /** Beside the button, for a draft from an earlier visit. */
  restored: string;
  /** The same for a draft that was sent, without a response. */
  restoredAfterSending: string;
  /** Below a warning, and as its button's label. */
  warned: string;
  sendConfirmed: string;
  /** The link that sends the confirmation mail again. */
  confirm: string;
  /** Replaces the author's name while the comment is being sent. */
  you: string;
  /** The message when no response came. */
  lost: string;
  reply: string;
  /** Replaces it while the form is open. */
  replying: string;
  /** Contains {name}. */
  replyTo: string;
  /** The field's label in a reply form. */
  replyLabel: string;
  submitReply: string;
  /** Above the field, before the name of the comment's author. */
  inReplyTo: string;
  hintReply: string;
  cancel: string;
  /** Shown beside the reply button if there is a closed draft. */
  draft: string;
  quotation: string;
  /** Short, and complete for screen readers. */
  remove: string;
  removeQuotation: string;
  /** Shown when the comment no longer accepts replies. */
  asThread: string;
  /** The line of a folded thread. `many` and `news.many` contain {count}, `to` contains {name}. */
  replies: { one: string; many: string; to: string; news: { one: string; many: string }; draft: string };
}
