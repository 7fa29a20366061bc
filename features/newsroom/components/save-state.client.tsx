"use client";

import type { ReactNode } from "react";
import { fill } from "#lib/fill.ts";
import type { Labels } from "./labels.ts";
import type { LiveDesk } from "./live/live-desk.ts";
import { type DeskClock, dayAndTime, isToday, timeOf } from "./moments.ts";

interface Props {
  live: LiveDesk;
  clock: DeskClock;
  labels: Labels;
}

/** Where the notices above the text are: the save state leads to them. */
export const noticesId = "desk-notices";

/**
 * Where the words are, in a bar that stays in view wherever one types. Its height does not depend on what it says, so that the text does not
 * move. Only what the author should hear is announced: saves that the page makes by itself come and go in silence.
 */
export function SaveState({ live, clock, labels }: Props) {
  const said = stateOf(live, clock, labels);
  const trouble = troubleOf(live, labels);
  const isWarning = trouble !== null || live.unstored;
  return (
    <div className="desk-state" data-where={live.where} data-warning={isWarning ? "" : undefined}>
      {!trouble && !said.isAnnounced && <p>{said.text}</p>}
      <p role="status">
        {trouble ?? (said.isAnnounced && said.text)}
        {!trouble && live.refusedText && !live.locked && <RefusedText live={live} clock={clock} labels={labels} />}
      </p>
      {hasNotice(live) && (
        <p>
          <button type="button" className="text-button" onClick={() => document.getElementById(noticesId)?.focus()}>
            {live.locked ? labels.seeWhyLocked : labels.seeNotice}
          </button>
        </p>
      )}
    </div>
  );
}

function hasNotice(live: LiveDesk): boolean {
  return live.locked || live.news !== null || live.copies.length > 0 || isNotAccepted(live);
}

/** Whether the site answers that it cannot save this text as it is. */
function isNotAccepted({ refused, where, locked }: LiveDesk): boolean {
  return refused !== undefined && (where === "dirty" || where === "saving") && !locked;
}

/** Why the text is not saved on the site, and whether it is safe on this device; null where nothing is wrong. */
function troubleOf(live: LiveDesk, labels: Labels): ReactNode {
  const { id, where, unstored, locked } = live;
  if (isNotAccepted(live)) return `${labels.notAccepted} ${unstored ? labels.unstored : labels.keptHere}`;
  if (where !== "offline" && where !== "signedOut" && where !== "otherMember") return null;
  const kept = where === "offline" && !locked ? labels.offlineKept : labels.keptHere;
  return (
    <>
      {labels[where]} {unstored ? labels.unstored : kept}
      {where !== "offline" && (
        <>
          {" "}
          <a href={`/login?next=/admin/articles/${id || "new"}`} target="_blank" rel="noopener">
            {labels.signIn}
          </a>
        </>
      )}
    </>
  );
}

/** A text of another page that the site kept as a revision: where to read it. */
function RefusedText({ live: { id, refusedText, dismissRefusedText }, clock, labels }: Props) {
  if (!refusedText) return null;
  const { revision, by, at } = refusedText;
  const time = isToday(at, clock) ? timeOf(at, clock) : dayAndTime(at, clock);
  return (
    <>
      {" "}
      {by === null ? fill(labels.refusedOwn, { time }) : fill(labels.refusedOther, { name: by, time })}{" "}
      <a href={`/admin/articles/${id}/revisions?to=${revision}`} onClick={dismissRefusedText}>
        {labels.refusedSee}
      </a>{" "}
      <button type="button" className="text-button" onClick={dismissRefusedText}>
        {labels.refusedHide}
      </button>
    </>
  );
}

/** The state in words; announced where a button did it, or the author has to know. */
function stateOf(live: LiveDesk, clock: DeskClock, labels: Labels): { text: string; isAnnounced: boolean } {
  const { where, did, savedAt, restored, unstored, conflict, gone } = live;
  const announced = (text: string) => ({ text, isAnnounced: true });
  const silent = (text: string) => ({ text, isAnnounced: false });
  // What is shown is not the saved text: the notice says where it is.
  if (conflict !== null || gone) return silent("");
  if (unstored) return announced(labels.unstored);
  if (restored !== null) return announced(labels.copyRestored.replace("{time}", dayAndTime(restored, clock)));
  if (where === "saving") return silent(labels.saving);
  if (where !== "kept") return silent(labels.dirty);
  if (did === "publish") return announced(labels.didPublish);
  if (did === "unpublish") return announced(labels.didUnpublish);
  if (!savedAt) return silent(live.id > 0 ? labels.untouched : labels.notYet);
  const saved = labels.saved.replace("{time}", timeOf(savedAt, clock));
  return did === "save" ? announced(saved) : silent(saved);
}
