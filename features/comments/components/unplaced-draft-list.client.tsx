"use client";

import { useEffect, useState } from "react";
import { type FoundDraft, findDrafts } from "../drafts/browser-drafts.ts";
import { useDraftOwner } from "../drafts/use-draft-owner.ts";
import { replyPath } from "../rules.ts";
import { useCommentForms } from "./comment-forms.client.tsx";

interface UnplacedDraftLabels {
  /** The heading of the list, and the text when the discussion is closed. */
  heading: string;
  closed: string;
  /** Contains {name}. */
  reply: string;
  thread: string;
  resume: string;
  remove: string;
}

/**
 * The viewer's drafts in the discussion that have no form on this page: replies to comments on other pages or to removed ones, and all
 * drafts once the discussion is closed, so that no text is lost.
 */
export function UnplacedDraftList({ closed, labels }: { closed: boolean; labels: UnplacedDraftLabels }) {
  const { article } = useCommentForms();
  const owner = useDraftOwner();
  const [drafts, setDrafts] = useState<FoundDraft[]>([]);

  // Runs after each render: comments appear and disappear with the page's data.
  useEffect(() => {
    const hasPlace = (parent: number) =>
      !closed && (parent === 0 || document.querySelector(`a[data-reply="${parent}"]`) !== null);
    const now = findDrafts(owner, article).filter(({ draft }) => !hasPlace(draft.parent));
    const keyOf = ({ draft }: FoundDraft) => `${draft.parent}-${draft.page}-${draft.at}`;
    setDrafts((before) => (before.map(keyOf).join() === now.map(keyOf).join() ? before : now));
  });

  if (drafts.length === 0) return null;
  return (
    <section className="unplaced-drafts form-note" aria-label={labels.heading}>
      <p className="pending-note">{closed ? labels.closed : labels.heading}</p>
      <ul>
        {drafts.map((found) => {
          const { parent, name, text, page } = found.draft;
          return (
            <li key={`${parent}-${page}`}>
              <p className="unplaced-drafts-target">
                {parent === 0 ? labels.thread : labels.reply.replace("{name}", () => name)}
              </p>
              <p className="comment-preview-text">{text}</p>
              <p className="form-actions">
                {!closed && <a href={replyPath(parent)}>{labels.resume}</a>}
                <button
                  type="button"
                  className="text-button"
                  onClick={() => {
                    found.drafts.remove(found.draft);
                    setDrafts((before) => before.filter((candidate) => candidate !== found));
                  }}
                >
                  {labels.remove}
                </button>
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
