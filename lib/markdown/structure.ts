/** Maximum nesting of lists and quotations. People who discuss use three or four. */
export const maxDepth = 20;
/** Runs of `*`, `_`, `~` and backquotes. A page of dense technical prose has some 300. */
const maxDelimiterRuns = 5_000;
/** Square brackets; a comment contains at most 30 links anyway. */
const maxBrackets = 2_000;
/** Table cells, including those that complete short rows. */
const maxCells = 2_000;
/** List and quotation markers in the whole text: a list of 2,000 items, or 200 items ten deep. */
const maxMarkers = 2_000;

/** Lines that make a heading of the text above them, or a rule. */
const maxUnderlines = 500;

/**
 * Characters that a text's references may repeat: an address of 5,000 characters, used 1,600 times, made eight
 * megabytes.
 */
const maxRepeated = 300_000;

/** What determines a Markdown parser's cost, besides the length of the text. */
interface Structure {
  depth: number;
  markers: number;
  delimiterRuns: number;
  brackets: number;
  cells: number;
  underlines: number;
  /** Characters of the longest paragraph with a definition (`[a]: …`), times the number of opening brackets. */
  repeated: number;
}

/** Measures a Markdown text in one pass over its characters, before anything parses it. */
export function measureStructure(markdown: string): Structure {
  const structure: Structure = {
    depth: 0,
    markers: 0,
    delimiterRuns: 0,
    brackets: 0,
    cells: 0,
    underlines: 0,
    repeated: 0,
  };
  let [columns, openings, paragraph, longest] = [0, 0, 0, 0];
  let defines = false;
  for (const line of markdown.split("\n")) {
    const markers = markersOf(line);
    structure.depth = Math.max(structure.depth, markers);
    structure.markers += markers;
    if (underline.test(line)) structure.underlines += 1;
    paragraph = line.trim() === "" ? 0 : paragraph + line.length + 1;
    defines = (defines && paragraph > 0) || line.includes("]:");
    if (defines) longest = Math.max(longest, paragraph);
    let previous = "";
    let pipes = 0;
    let isDivider = true;
    for (const one of line) {
      if ("*_~`".includes(one) && one !== previous) structure.delimiterRuns += 1;
      if (one === "[" || one === "]") structure.brackets += 1;
      if (one === "[") openings += 1;
      if (one === "|") pipes += 1;
      isDivider &&= "|:- \t>+*".includes(one);
      previous = one;
    }
    // A divider opens a table as wide as itself; every further line up to an empty one is a row of that width.
    if (line.trim() === "") columns = 0;
    else if (isDivider) columns = Math.max(columns, pipes + 1);
    structure.cells += columns;
  }
  structure.repeated = longest * openings;
  return structure;
}

/** Whether a text of this structure may be parsed: nobody writes a larger one by hand. */
export function isWithinBounds(structure: Structure): boolean {
  return (
    structure.depth <= maxDepth &&
    structure.markers <= maxMarkers &&
    structure.delimiterRuns <= maxDelimiterRuns &&
    structure.brackets <= maxBrackets &&
    structure.cells <= maxCells &&
    structure.underlines <= maxUnderlines &&
    structure.repeated <= maxRepeated
  );
}

const underline = /^ {0,3}(?:=+|-+)[ \t]*$/;
/** One list or quotation marker, with the white space before it. */
const marker = /[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))/y;
/** A line of `* * *` is a rule, however long. */
const rule = /^[ \t]*(?:(?:\*[ \t]*)+|(?:-[ \t]*)+|(?:_[ \t]*)+)$/;

/** How many lists and quotations the markers at the beginning of a line open. */
function markersOf(line: string): number {
  let count = 0;
  marker.lastIndex = 0;
  while (marker.test(line)) count += 1;
  return count > maxDepth && rule.test(line) ? 0 : count;
}
