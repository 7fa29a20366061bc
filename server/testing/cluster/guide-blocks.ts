/** A block of commands of docs/several-machines.md. */
export interface GuideBlock {
  /** The machines on which it is run, one after the other: A, B, C. */
  machines: string[];
  /** With what every shell reads first, from the block below "In every shell:" on. */
  script: string;
  /** The lines that it prints, if the page shows them; `…` stands for anything. */
  expected: string[] | undefined;
}

export interface GuideStep {
  title: string;
  blocks: GuideBlock[];
}

/**
 * Finds the steps of the guide, and in them what is to be run: the blocks below a line such as "On **A** and **B**:". A
 * block of text below one is what it prints.
 */
export function readGuide(source: string): GuideStep[] {
  const steps: GuideStep[] = [];
  let [introduction, preamble] = ["", ""];
  let [language, lines]: [string, string[]] = ["", []];
  for (const line of source.split("\n")) {
    if (language === "") {
      if (line.startsWith("## ")) steps.push({ title: line.slice(3), blocks: [] });
      if (line.startsWith("```")) [language, lines] = [line.slice(3) || "none", []];
      else if (line !== "") introduction = line;
      continue;
    }
    if (line !== "```") {
      lines.push(line);
      continue;
    }
    const step = steps.at(-1);
    const last = step?.blocks.at(-1);
    const machines = /^On \*\*.*:$/.test(introduction)
      ? [...introduction.matchAll(/\*\*([A-Z])\*\*/g)].map(([, name]) => name ?? "")
      : [];
    const script = lines.join("\n");
    if (language === "sh" && machines.length > 0)
      step?.blocks.push({ machines, script: preamble + script, expected: undefined });
    else if (language === "sh" && introduction === "In every shell:") preamble = `${script}\n`;
    else if (language === "text" && last && /prints.*:$/.test(introduction)) last.expected = lines;
    [language, introduction] = ["", ""];
  }
  return steps.filter(({ blocks }) => blocks.length > 0);
}

const squeeze = (line: string) => line.replace(/\s+/g, " ").trim();

/** Returns the first line that the page shows and the output lacks, or undefined. */
export function findMissingLine(expected: readonly string[], output: string): string | undefined {
  const printed = output.split("\n").map(squeeze);
  return expected.find((line) => {
    const parts = squeeze(line).split("…");
    return !printed.some((one) => {
      let at = 0;
      for (const [n, part] of parts.entries()) {
        const found = n === 0 ? (one.startsWith(part) ? 0 : -1) : one.indexOf(part, at);
        if (found < 0) return false;
        at = found + part.length;
      }
      return parts.at(-1) === "" || at === one.length;
    });
  });
}
