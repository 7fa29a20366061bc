"use client";

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
  // The site's zone, on the server as here: the page is drawn the same on both.
  const format = new Intl.DateTimeFormat(clock.locale, { timeZone: clock.zone, hour: "2-digit", minute: "2-digit" });
  const time = (moment: string | number) => format.format(new Date(moment));
  const { where, did, savedAt, conflict, news, other, copy } = live;
  return (
    <>
      {conflict !== null ? (
        <div className="desk-notice" role="alert">
          <p>{conflict}</p>
          <p>
            <a href={`/admin/articles/${live.id}/revisions`}>{labels.compare}</a> ·{" "}
            <a href={`/admin/articles/${live.id}`} onClick={live.forgetCopy}>
              {labels.loadTheirs}
            </a>
          </p>
        </div>
      ) : other !== null ? (
        <div className="desk-notice" role="alert">
          <p>{(other.own ? labels.otherWindow : labels.other).replace("{name}", other.name)}</p>
          <button type="button" className="button" onClick={live.takeOver}>
            {labels.takeOver}
          </button>
        </div>
      ) : news !== null ? (
        <div className="desk-notice" role={news === "appeared" ? "status" : "alert"}>
          <p>{{ appeared: labels.appeared, failed: labels.failed, changed: labels.changedElsewhere }[news]}</p>
          <p>
            <a href={`/admin/articles/${live.id}`}>
              {{ appeared: labels.reload, failed: labels.seeWhy, changed: labels.loadTheirs }[news]}
            </a>
          </p>
        </div>
      ) : held !== null && where === "kept" && live.savedAt === null ? (
        <p className="desk-notice">{labels.other.replace("{name}", held)}</p>
      ) : null}
      {copy && !copy.restored && (
        <div className="desk-notice" role="status">
          <p>{labels.copyFound.replace("{time}", time(copy.at))}</p>
          <button type="button" className="button" onClick={live.restoreCopy}>
            {labels.copyRestore}
          </button>{" "}
          <button type="button" className="text-button" onClick={live.forgetCopy}>
            {labels.copyDrop}
          </button>
        </div>
      )}
      {(where === "offline" || where === "unstored") && (
        <p className="desk-notice" role="alert">
          {where === "offline" ? labels.offline : labels.unstored}
        </p>
      )}
      <p className="desk-state" role="status" data-where={where}>
        {copy?.restored
          ? labels.copyRestored.replace("{time}", time(copy.at))
          : where === "saving"
            ? labels.saving
            : where === "dirty"
              ? labels.dirty
              : where !== "kept"
                ? labels.onlyHere
                : did === "publish"
                  ? labels.didPublish
                  : did === "unpublish"
                    ? labels.didUnpublish
                    : savedAt
                      ? labels.saved.replace("{time}", time(savedAt))
                      : live.id > 0
                        ? labels.untouched
                        : labels.notYet}
      </p>
    </>
  );
}
