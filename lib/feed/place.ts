/** The line and column, from 1, of an index into a text. */
export function placeOf(text: string, index: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  const lineEnds = /\r\n?|\n/g;
  for (let found = lineEnds.exec(text); found && lineEnds.lastIndex <= index; found = lineEnds.exec(text)) {
    line += 1;
    start = lineEnds.lastIndex;
  }
  return { line, column: Math.min(index, text.length) - start + 1 };
}
