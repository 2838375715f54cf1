/**
 * Seals secrets, such as the key of a model provider, with a key of the host before they reach an event. The same text may be sealed
 * differently each time.
 */
export interface Secrets {
  /** Seals a text, so that nobody without the host's key can read or change it. */
  seal(text: string): string;
  /** Opens a sealed text. Throws if it was sealed with another key, or changed. */
  open(sealed: string): string;
}
