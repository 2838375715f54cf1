const CONTROL = /\p{Cc}|\p{Bidi_Control}/gu;
const CONTROL_IN_TEXT = /(?![\n\t])(?:\p{Cc}|\p{Bidi_Control})/gu;

/** Text on one line. Its control characters become visible, so that stored text cannot control the user's terminal. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => (/\s/u.test(character) ? " " : escaped(character)));
}

/** Text on several lines: keeps line breaks and tabs, and makes other control characters visible, also carriage returns before line breaks. */
export function printableText(text: string): string {
  return text.replace(CONTROL_IN_TEXT, escaped);
}

/** A stored value on one line, as JSON. Texts that look alike are printed differently. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(CONTROL, escaped);
}

function escaped(character: string): string {
  return character === "\r" ? "\\r" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
