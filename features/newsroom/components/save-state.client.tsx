"use client";

import type { ReactNode } from "react";
import type { Labels } from "./labels.ts";
import type { LiveDesk } from "./live/live-desk.ts";

interface Props {
  live: LiveDesk;
  held: string | null;
  clock: { locale: string; zone: string };
  labels: Labels;
}

/** Where the words are, and who else is there. */
export function SaveState({ live, held, clock, labels }: Props) {
  return (
    <>
      <WhyClosed live={live} held={held} labels={labels} />
      <OfferedCopies live={live} clock={clock} labels={labels} />
      <Unsent live={live} labels={labels} />
      <p className="desk-state" role="status" data-where={live.where}>
        {stateOf(live, clock, labels)}
      </p>
    </>
  );
}

/** Why the form is read-only, and how to continue. */
function WhyClosed({ live, held, labels }: Omit<Props, "clock">) {
  const { conflict, gone, other, news, where } = live;
  const takeOver = other && (
    <>
      <button type="button" className="button" onClick={live.takeOver}>
        {other.own ? labels.continueHere : labels.takeOver}
      </button>
      <p role="alert">{live.takeFailed && labels.takeFailed}</p>
    </>
  );
  if (gone)
    return (
      <Notice>
        <p>
          {labels.gone} {live.unstored ? labels.unstored : labels.goneKept}
        </p>
        <button type="button" className="button" onClick={live.beginAgain}>
          {labels.beginAgain}
        </button>
      </Notice>
    );
  if (conflict !== null)
    return (
      <Notice>
        <p>{conflict}</p>
        <p>
          <a href={`/admin/articles/${live.id}/revisions`}>{labels.compare}</a>
          {!other && (
            <>
              {" · "}
              <a href={`/admin/articles/${live.id}`}>{labels.loadTheirs}</a>
            </>
          )}
        </p>
        {takeOver}
      </Notice>
    );
  if (other)
    return (
      <Notice>
        <p>{other.own ? labels.otherWindow : labels.other.replace("{name}", other.name)}</p>
        {where !== "kept" && !live.unstored && <p>{labels.otherWaiting}</p>}
        {takeOver}
      </Notice>
    );
  if (news !== null)
    return (
      <Notice role={news === "appeared" ? "status" : "alert"}>
        <p>{{ appeared: labels.appeared, failed: labels.failed, changed: labels.changedElsewhere }[news]}</p>
        <p>
          <a href={`/admin/articles/${live.id}`}>
            {{ appeared: labels.reload, failed: labels.seeWhy, changed: labels.loadTheirs }[news]}
          </a>
        </p>
      </Notice>
    );
  if (held !== null && where === "kept" && live.savedAt === null)
    return <p className="desk-notice">{labels.other.replace("{name}", held)}</p>;
  return null;
}

function Notice({ role = "alert", children }: { role?: "alert" | "status"; children: ReactNode }) {
  return (
    <div className="desk-notice" role={role}>
      {children}
    </div>
  );
}

/** Offers the copies that their author has to decide about, one at a time. */
function OfferedCopies({ live, clock, labels }: Omit<Props, "held">) {
  const [copy] = live.copies;
  if (!copy || live.locked) return null;
  return (
    <Notice role="status">
      <p>{labels.copyFound.replace("{time}", dayAndTime(copy.at, clock))}</p>
      <button type="button" className="button" onClick={() => live.takeCopy(copy.id)}>
        {labels.copyRestore}
      </button>{" "}
      <button
        type="button"
        className="text-button"
        onClick={() => confirm(labels.reallyDropCopy) && live.forgetCopy(copy.id)}
      >
        {labels.copyDrop}
      </button>
    </Notice>
  );
}

/** Why the text is not reaching the site, and whether it is safe on this device. */
function Unsent({ live: { id, where, unstored, locked }, labels }: Pick<Props, "live" | "labels">) {
  if (where !== "offline" && where !== "signedOut" && where !== "otherMember")
    return unstored && <Notice>{<p>{labels.unstored}</p>}</Notice>;
  const kept = { offline: locked ? labels.keptHere : labels.offlineKept, signedOut: labels.signedOutKept };
  return (
    <Notice>
      <p>
        {labels[where]} {unstored ? labels.unstored : where === "otherMember" ? labels.otherMemberKept : kept[where]}
      </p>
      {where !== "offline" && (
        <p>
          <a href={`/login?next=/admin/articles/${id || "new"}`} target="_blank" rel="noopener">
            {labels.signIn}
          </a>
        </p>
      )}
    </Notice>
  );
}

// The site's time zone, so that server and browser render the same.
function timeOf(moment: string | number, { locale, zone }: Props["clock"]): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  return format.format(new Date(moment));
}

function dayAndTime(moment: number, { locale, zone }: Props["clock"]): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: "long", timeStyle: "short" });
  return format.format(new Date(moment));
}

function stateOf(live: LiveDesk, clock: Props["clock"], labels: Labels): string {
  const { where, did, savedAt, restored } = live;
  if (restored !== null && where !== "offline")
    return labels.copyRestored.replace("{time}", dayAndTime(restored, clock));
  if (where === "saving") return labels.saving;
  if (where === "dirty") return labels.dirty;
  if (where !== "kept") return live.unstored ? labels.dirty : labels.onlyHere;
  if (did === "publish") return labels.didPublish;
  if (did === "unpublish") return labels.didUnpublish;
  if (savedAt) return labels.saved.replace("{time}", timeOf(savedAt, clock));
  return live.id > 0 ? labels.untouched : labels.notYet;
}
