"use server";

import { refresh } from "next/cache";
import { editorAction } from "#features/auth/action-wrappers.ts";
import { refusalMessages } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { typeset } from "#lib/typography.ts";
import { describeFindings } from "../checklist/describe-findings.ts";
import { validateWithdrawalNote } from "../drafts/withdraw.ts";
import { articleFieldLimits, bulkArticleForm } from "../schema.ts";
import { applyBulkChange, type BulkChange } from "./mutations.ts";

const bulkLimit = { name: "newsroom.bulk", points: 60, seconds: 600 };

/** Changes the articles selected in the list, and reports the result of each. */
export const bulkChangeArticles = editorAction(
  { schema: bulkArticleForm, limit: bulkLimit, values: articleFieldLimits },
  async ({ db, input, viewer }) => {
    const change = readBulkChange(input);
    if (!change.ok) return change;
    const done = await applyBulkChange(db, viewer, input.articles.slice(0, 200), change.value);
    if (!done.ok) return done;
    const t = translator();
    const { changed, same, held } = done.value;
    const named = (title: string) => (title ? typeset(title) : t("newsroom.untitled"));
    refresh();
    return ok({
      sentence: t.typeset("newsroom.bulk.report", { changed, same }),
      refused: done.value.refused.map(({ id, title, refusal }) => ({
        id,
        title: named(title),
        why: refusalMessages(refusal).join(" "),
      })),
      heldSentence: t.typeset("newsroom.bulk.held", { count: held.length }),
      held: held.map(({ id, title, findings }) => ({
        id,
        title: named(title),
        findings: describeFindings(findings),
      })),
    });
  },
);

function readBulkChange(input: ReturnType<typeof bulkArticleForm.parse>): Result<BulkChange> {
  if (input.act === "publishAnyway") return ok({ act: "status", status: "published", force: true });
  if (input.act === "status") {
    const { status, withdrawNote } = input;
    if (!status) return refused("form.invalid", { status: "newsroom.statusMissing" });
    if (status === "published") return ok({ act: "status", status, force: false });
    if (status === "draft") return ok({ act: "status", status });
    const note = validateWithdrawalNote(withdrawNote);
    return note.ok ? ok({ act: "withdraw", note: note.value }) : note;
  }
  if (input.act === "category")
    return input.category === ""
      ? refused("form.invalid", { category: "newsroom.categoryMissing" })
      : ok({ act: "category", categoryId: Number(input.category) });
  return input.tag === ""
    ? refused("form.invalid", { tag: "newsroom.tagMissing" })
    : ok({ act: "tag", name: input.tag });
}
