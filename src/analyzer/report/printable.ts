/**
 * Control characters other than tab, and the invisible characters that change the order of what
 * follows: a file name or a comment must not move the terminal's cursor or hide text in a mail.
 */
const UNPRINTABLE = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The text on one line, fit to be shown: everything that is not plain text becomes U+FFFD. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
