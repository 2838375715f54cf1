/** A place in a template that a value is put in. */
export interface Placeholder {
  /** The name or dotted path of the variable. */
  readonly name: string;
  /** The placeholder as the template has it. */
  readonly written: string;
}

/** Something in a text that its syntax does not allow. */
export interface Flaw {
  /** Where it begins, in UTF-16 units from the start of the text. */
  readonly offset: number;
  /** The text from there, up to 40 characters. */
  readonly text: string;
  /** What is wrong, and what to do about it. */
  readonly reason: string;
}

/** A text in its parts. Every template is read into these, whatever its syntax is. */
export interface Pieces {
  /** Literal texts and placeholders, in their order. */
  readonly parts: readonly (string | Placeholder)[];
  /** The first flaws, at most {@link MAXIMUM_FLAWS}. */
  readonly flaws: readonly Flaw[];
}

/** How many flaws of one text are reported. */
export const MAXIMUM_FLAWS = 20;

/** The pieces of a text while a tokenizer moves along it. Plain lists, because every text of every write is read. */
export interface Reading {
  readonly parts: (string | Placeholder)[];
  readonly flaws: Flaw[];
}

/** Adds text without escapes. */
export function addLiteral({ parts }: Reading, text: string): void {
  if (text !== "") parts.push(text);
}

/** Adds what is wrong at a place of the text. */
export function addFlaw({ flaws }: Reading, source: string, offset: number, reason: string): void {
  if (flaws.length < MAXIMUM_FLAWS) flaws.push({ offset, text: excerpt(source, offset), reason });
}

/** The text at a place: to the end of its braces or its line, at most 40 characters. */
function excerpt(source: string, offset: number): string {
  return /^.*?[}%#]\}+|^.*/u.exec(source.slice(offset, offset + 40))?.[0] ?? "";
}
