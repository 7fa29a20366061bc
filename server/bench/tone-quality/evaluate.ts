import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ModelSummary, toPercentages } from "#features/screening/tone/model.ts";
import { type ToneClass, toneClasses } from "#features/screening/tone/tone-scores.ts";
import { presets, type Settings } from "#features/settings/schema.ts";
import type { ScoredComment } from "./cross-validate.ts";
import { averagePrecision, type Share, shareOf } from "./measures.ts";
import { readScores } from "./stored-scores.ts";
import { isOfTone } from "./training-comments.ts";

/**
 * Prints what the tone's thresholds find, on scores of models that have not seen the comment's scenario (written by train.ts):
 *   node server/bench/tone-quality/evaluate.ts [--mistakes N]
 * `--mistakes`: lists the N worst mistakes of both kinds. Offensive content.
 */
const mistakes = process.argv[2] === "--mistakes" ? Number(process.argv[3] ?? 20) : 0;
const summaryFile = join(import.meta.dirname, "../../../features/screening/tone/weights.json");
const { calibration } = JSON.parse(readFileSync(summaryFile, "utf8")) as ModelSummary;
const all = readScores();
const settingOf = { insult: "toneInsult", hate: "toneHate", threat: "toneThreat", sexual: "toneSexual" } as const;
const screened = toneClasses.filter((name) => name !== "spam");

const percentages = new Map(all.map((one) => [one, toPercentages(one.sums, calibration)]));
const percentOf = (one: ScoredComment, name: ToneClass) => percentages.get(one)?.[name] ?? 0;
const sumOf = ({ sums }: ScoredComment, name: ToneClass) => sums[toneClasses.indexOf(name)] ?? 0;
const thresholdOf = (name: keyof typeof settingOf) => presets[`moderation.${settingOf[name]}` satisfies keyof Settings];
const isOver = (one: ScoredComment, name: keyof typeof settingOf) => percentOf(one, name) >= thresholdOf(name);
const isFlagged = (one: ScoredComment) => screened.some((name) => isOver(one, name));
const isHeld = (one: ScoredComment) =>
  screened.some((name) => isOver(one, name) && percentOf(one, name) >= presets["moderation.toneHold"]);
const shown = ({ share, low, high, of }: Share) =>
  `${(share * 100).toFixed(1)} % (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)}, of ${of})`;
const count = <T>(list: T[], test: (one: T) => boolean) => list.filter(test).length;

function report(title: string, comments: ScoredComment[]): void {
  const good = comments.filter(({ comment }) => comment.classes.length === 0);
  const bad = comments.filter(({ comment }) => isOfTone(comment));
  const judged = [...good, ...bad];
  console.log(`\n${title}: ${comments.length} comments, ${good.length} good, ${bad.length} of a bad tone`);
  const scored = judged.map((one) => ({
    score: Math.max(...screened.map((name) => percentOf(one, name) - thresholdOf(name))),
    isTrue: isOfTone(one.comment),
  }));
  console.log(`  to be seen: average precision ${averagePrecision(scored).toFixed(3)}`);
  console.log(`    recall ${shown(shareOf(count(bad, isFlagged), bad.length))}`);
  console.log(`    precision ${shown(shareOf(count(bad, isFlagged), count(judged, isFlagged)))}`);
  console.log(`    good comments flagged ${shown(shareOf(count(good, isFlagged), good.length))}`);
  console.log(`    good comments held ${shown(shareOf(count(good, isHeld), good.length))}`);
  console.log(`    bad ones held ${shown(shareOf(count(bad, isHeld), bad.length))}`);
  for (const name of screened) {
    const of = (one: ScoredComment) => one.comment.classes.includes(name);
    const labelled = comments.filter(of);
    const flagged = comments.filter((one) => isOver(one, name));
    const ranked = comments.map((one) => ({ score: sumOf(one, name), isTrue: of(one) }));
    console.log(
      `  ${name} from ${thresholdOf(name)} %: average precision ${averagePrecision(ranked).toFixed(3)}, recall ${shown(
        shareOf(
          count(labelled, (one) => isOver(one, name)),
          labelled.length,
        ),
      )}, precision ${shown(shareOf(count(flagged, of), flagged.length))}, seen for any class ${shown(
        shareOf(count(labelled, isFlagged), labelled.length),
      )}`,
    );
  }
  const ranked = comments.map((one) => ({ score: sumOf(one, "spam"), isTrue: one.comment.classes.includes("spam") }));
  console.log(`  spam: average precision ${averagePrecision(ranked).toFixed(3)}`);
}

report("all", all);
for (const language of ["fr", "en"])
  report(
    language,
    all.filter(({ comment }) => comment.language === language),
  );

if (mistakes > 0) {
  const worst = (one: ScoredComment) => Math.max(...screened.map((name) => sumOf(one, name))) + (one.sums.at(-1) ?? 0);
  const list = (title: string, found: ScoredComment[]) => {
    console.log(`\n${title}`);
    for (const one of found.slice(0, mistakes))
      console.log(
        `${screened.map((name) => `${name} ${percentOf(one, name)}`).join(", ")} | ${one.comment.classes.join(",") || "ok"} | ${one.comment.text.replaceAll("\n", " ")}`,
      );
  };
  const byScore = all.toSorted((a, b) => worst(b) - worst(a));
  list(
    "good comments with the highest scores",
    byScore.filter(({ comment }) => comment.classes.length === 0),
  );
  list(
    "bad ones with the lowest scores",
    byScore.toReversed().filter(({ comment }) => isOfTone(comment)),
  );
}
