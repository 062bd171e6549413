/**
 * What an agent sends goes to a person's terminal: a machine at a distant site that somebody else has taken over must not
 * move the cursor, change the title or have the terminal answer. Nor must what anybody typed for a name at the door, which
 * an administrator reads in the audit. Pure.
 */

const ESC = '\u001b';
/** Behind ESC: colours (SGR) and "erase to the end of the line", which our own tests write (ECMA-48, 8.3.117 and 8.3.41). */
const ALLOWED = /^\[(?:[\d;]{0,16}m|K)/;
/** The beginning of one of those, where the rest has not come yet. */
const BEGUN = /^(?:\[[\d;]{0,16})?$/;
/** What begins another line somewhere, and tabs, which move what stands behind them. */
const LINE_ENDS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Controls but tab, newline and carriage return; marks that turn the direction of writing. */
const CONTROLS = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/gu;

export class SafeText {
  #rest = '';

  /** @returns what may be written of it; a sequence that has only begun waits for its end. */
  take(text: string): string {
    const [first = '', ...pieces] = `${this.#rest}${text}`.split(ESC);
    const last = pieces.at(-1);
    const isBegun = last !== undefined && BEGUN.test(last);
    this.#rest = isBegun ? `${ESC}${last}` : '';
    return [clean(first), ...(isBegun ? pieces.slice(0, -1) : pieces).map(afterEscape)].join('');
  }
}

/** A whole text. */
export function safeText(text: string): string {
  return new SafeText().take(text);
}

/** Within a line: what would begin another is a space, so that no row of a list can be made up. */
export function safeCell(text: string): string {
  return text.replace(LINE_ENDS, ' ').replaceAll(ESC, '').replace(CONTROLS, '');
}

function afterEscape(piece: string): string {
  const sequence = ALLOWED.exec(piece)?.[0];
  return sequence === undefined ? clean(piece) : `${ESC}${sequence}${clean(piece.slice(sequence.length))}`;
}

function clean(text: string): string {
  return text.replace(CONTROLS, '');
}
