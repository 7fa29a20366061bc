import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type LabelledComment, parseLabelledComments } from "#features/moderation/evaluation/labelled-comments.ts";
import { type ToneClass, toneClasses } from "#features/screening/tone/tone-scores.ts";

/** A comment written for this product, with what a moderator would say of it (comments/README.md). Scenarios are named with their file. */
export interface TrainingComment extends LabelledComment {
  language: string;
}

const folder = join(import.meta.dirname, "comments");
const toneFolder = join(import.meta.dirname, "../../../features/screening/tone");
const screeningFolder = join(toneFolder, "..");

/** Reads all labelled comments, in the order of the files' names. Throws at a line that it cannot read. */
export function readTrainingComments(): TrainingComment[] {
  return listFiles().flatMap((file) => {
    const [language = ""] = file.split("/");
    const { comments, errors } = parseLabelledComments(readFileSync(join(folder, file), "utf8"));
    const [error] = errors;
    if (error) throw new Error(`${file}:${error.line}: ${error.reason}`);
    return comments.map((comment) => ({ ...comment, language, scenario: `${file} ${comment.scenario}` }));
  });
}

function listFiles(): string[] {
  return ["en", "fr"].flatMap((language) =>
    readdirSync(join(folder, language))
      .sort()
      .map((name) => `${language}/${name}`),
  );
}

/** Comments one after the other, from the `first` one on, cut after so many words: invented words have few of the letters that models and lists know. */
export function joinComments(comments: string[], { words, first }: { words: number; first: number }): string {
  const joined: string[] = [];
  for (let n = first; joined.length < words; n += 1) joined.push(...(comments[n % comments.length] ?? "").split(" "));
  return joined.slice(0, words).join(" ");
}

/** Whether a comment must be shown to moderators for its tone. */
export const isOfTone = ({ classes }: TrainingComment) =>
  toneClasses.some((name) => name !== "spam" && classes.includes(name));

/** 1 for each output of the model that the comment is an example of, otherwise 0. */
export const targetsOf = (comment: TrainingComment): number[] => [
  ...toneClasses.map((name: ToneClass) => (comment.classes.includes(name) ? 1 : 0)),
  isOfTone(comment) ? 1 : 0,
];

/** A hash of all that the weights depend on: the comments, the lexicon and the code that reads them. */
export function hashSources(): string {
  const hash = createHash("sha256");
  const add = (path: string) => hash.update(readFileSync(path));
  for (const file of listFiles()) add(join(folder, file));
  for (const name of readdirSync(join(toneFolder, "lexicon")).sort())
    if (name.endsWith(".txt")) add(join(toneFolder, "lexicon", name));
  for (const name of ["lexicon.ts", "tokens.ts", "features.ts", "vector.ts"]) add(join(toneFolder, name));
  add(join(screeningFolder, "reported-speech.ts"));
  for (const name of ["logistic-regression.ts", "fit-model.ts"]) add(join(import.meta.dirname, name));
  return hash.digest("hex");
}
