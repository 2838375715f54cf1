/**
 * How secrets, such as a model provider's key, are kept: sealed with a key of the host's before they reach an event. The same text may
 * be sealed differently each time.
 */
export interface Secrets {
  /** The text, so that nobody without the host's key can read or change it. */
  seal(text: string): string;
  /** The text that was sealed. Throws where it was sealed with another key, or changed. */
  open(sealed: string): string;
}
