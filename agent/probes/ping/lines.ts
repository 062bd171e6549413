/** Lines out of pieces of text. */

/** A program that never ends its line must not fill the memory. */
const MAX_LINE = 10_000;

/** @returns takes the next piece and calls `onLine` for each line that it ends. */
export function lineReader(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) rest = '';
    for (const line of lines) onLine(line);
  };
}
