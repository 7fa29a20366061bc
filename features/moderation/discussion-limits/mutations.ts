import type { Database } from "#db/client.ts";
import { listDecisionsOn } from "#features/decision-history/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { translator } from "#i18n/translator.ts";
import { decide } from "../decisions/decide.ts";
import { type BusyDiscussion, listBusyDiscussions, listRuleMeasures, readCalmFigures } from "./queries.ts";
import { type CalmFigures, type DiscussionRule, isCalm, listDueRules, measureOf } from "./rules.ts";

interface Applied {
  begun: number;
  ended: number;
}

/**
 * Slows down or premoderates the discussions whose pace or trouble passed the site's limits, and ends these measures
 * once a discussion has been calm for `discussion.calmMinutes`. Each is a decision of a rule. A decision by a person on
 * the same field is never replaced. Safe to run in several processes at once: a decision at an outdated version, or
 * one that was already made, is refused.
 */
export async function applyDiscussionLimits(db: Database, now: Date = new Date()): Promise<Applied> {
  const settings = await readSettings(db);
  const begun = await beginMeasures(db, settings, now);
  const ended = await endCalmMeasures(db, settings, now);
  return { begun, ended };
}

async function beginMeasures(db: Database, settings: Settings, now: Date): Promise<number> {
  let begun = 0;
  for (const discussion of await listBusyDiscussions(db, settings, now)) {
    let { version } = discussion;
    for (const rule of listDueRules(discussion, discussion, settings)) {
      if (await isDecidedByPerson(db, discussion.id, rule)) continue;
      const decided = await decide(db, {
        actor: { rule },
        subject: { kind: "article", id: discussion.id },
        action: measureOf[rule].begin,
        note: beginNote(rule, discussion, settings),
        expectedVersion: version,
        ...(rule === "pace" && { minutes: settings["discussion.slowMinutes"] }),
      });
      if (!decided.ok) continue;
      version = decided.value.version;
      begun += 1;
    }
  }
  return begun;
}

/** Whether the last decision in force on the field that a rule would set is a person's. */
async function isDecidedByPerson(db: Database, articleId: number, rule: DiscussionRule): Promise<boolean> {
  const decisions = await listDecisionsOn(db, "article", articleId);
  const last = decisions.findLast(({ undone, after }) => !undone && measureOf[rule].field in after);
  return last !== undefined && last.rule === null;
}

async function endCalmMeasures(db: Database, settings: Settings, now: Date): Promise<number> {
  const calmMs = settings["discussion.calmMinutes"] * 60_000;
  const measures = (await listRuleMeasures(db)).filter(({ beganAt }) => now.getTime() - beganAt.getTime() >= calmMs);
  const ids = [...new Set(measures.map(({ articleId }) => articleId))];
  const figuresById = await readCalmFigures(db, ids, settings, now);
  const versions = new Map(measures.map(({ articleId, version }) => [articleId, version]));
  let ended = 0;
  for (const { articleId, rule } of measures) {
    const figures = figuresById.get(articleId) ?? { peak: 0, last: 0, troubled: 0 };
    if (!isCalm(rule, figures, settings)) continue;
    const decided = await decide(db, {
      actor: { rule },
      subject: { kind: "article", id: articleId },
      action: measureOf[rule].end,
      note: endNote(figures, settings),
      expectedVersion: versions.get(articleId),
    });
    if (!decided.ok) continue;
    versions.set(articleId, decided.value.version);
    ended += 1;
  }
  return ended;
}

/** Why a measure began, for the team. */
function beginNote(rule: DiscussionRule, { pace, last, troubled }: BusyDiscussion, settings: Settings): string {
  const t = translator();
  return rule === "pace"
    ? t.typeset("moderation.discussionLimits.pace", { count: pace, minutes: settings["discussion.slowWithin"] })
    : t.typeset("moderation.discussionLimits.heldShare", { count: troubled, last });
}

function endNote({ last }: CalmFigures, settings: Settings): string {
  const values = { count: last, minutes: settings["discussion.calmMinutes"] };
  return translator().typeset("moderation.discussionLimits.calm", values);
}
