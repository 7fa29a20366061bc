"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { ok, type Result } from "#lib/result.ts";
import { cancelIssue, pauseIssue, resolveUncertain, resumeIssue } from "./mutations.ts";
import { controlForm, resolveForm } from "./schema.ts";

const controlLimit = { name: "newsletter.sending", points: 120, seconds: 600 };

export interface ControlledSending {
  act: "pause" | "resume" | "cancel" | "keep" | "confirmCancel";
}

/** Pauses, resumes or cancels the sending of an issue; a cancellation has to be confirmed. */
export const controlSendingAction = editorAction(
  { schema: controlForm, limit: controlLimit },
  async ({ db, input: { id, act }, viewer }): Promise<Result<ControlledSending>> => {
    if (act === "cancel" || act === "keep") return ok({ act });
    const changed =
      act === "confirmCancel"
        ? await cancelIssue(db, id, viewer.id)
        : await (act === "pause" ? pauseIssue : resumeIssue)(db, id);
    refresh();
    return changed.ok ? ok({ act }) : changed;
  },
);

/** Records what an editor decided about uncertain deliveries. */
export const resolveUncertainAction = editorAction(
  { schema: resolveForm, limit: controlLimit },
  async ({ db, input: { id, subscriber = null, decision }, viewer }): Promise<Result<{ resolved: number }>> => {
    const resolved = await resolveUncertain(db, { issueId: id, subscriberId: subscriber, decision, by: viewer.id });
    refresh();
    return resolved;
  },
);
