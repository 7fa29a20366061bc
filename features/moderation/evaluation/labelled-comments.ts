import { toneClasses } from "#features/screening/tone/tone-scores.ts";

/** The classes of comments that moderators must see; `ok` is none of them. */
const labelClasses = [...toneClasses, "personal"] as const;

export interface LabelledComment {
  /** The line in its file. */
  line: number;
  scenario: string;
  /** Empty for a good comment. */
  classes: string[];
  text: string;
}

export interface LabelledFile {
  comments: LabelledComment[];
  /** The lines that could not be read, each with the reason. */
  errors: { line: number; reason: string }[];
}

/**
 * Parses a file of labelled comments: `# scenario: NAME` lines, and one comment per line as `LABELS<tab>TEXT`, where LABELS is `ok` or
 * classes separated by commas, and `\n` in the text is a line break.
 */
export function parseLabelledComments(file: string): LabelledFile {
  const comments: LabelledComment[] = [];
  const errors: LabelledFile["errors"] = [];
  let scenario = "";
  for (const [index, written] of file.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (written.trim() === "") continue;
    if (written.startsWith("# ")) {
      scenario = written.replace(/^# (?:scenario:)?/, "").trim();
      continue;
    }
    const [labels = "", ...rest] = written.split("\t");
    const text = rest.join("\t").replaceAll("\\n", "\n").trim();
    const classes = labels.split(",").map((label) => label.trim());
    const unknown = classes.find((label) => label !== "ok" && !labelClasses.some((known) => known === label));
    if (text === "") errors.push({ line, reason: "no text after a tab" });
    else if (unknown !== undefined) errors.push({ line, reason: `unknown label "${unknown}"` });
    else if (classes.length > 1 && classes.includes("ok")) errors.push({ line, reason: "`ok` beside a class" });
    else comments.push({ line, scenario, classes: classes.filter((label) => label !== "ok"), text });
  }
  return { comments, errors };
}
