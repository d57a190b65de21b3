/** Facts are plain text; these make Markdown of them that shows exactly that text. */

/** A flag, a call with its parentheses, an errno: what reads better as code. */
const CODE =
  /FOLL_[A-Z0-9_]+\*?|(?<!\w)[a-z_]\w*\*?\(\)|(?<!\w)-E[A-Z]{3,}|WARN_ON_ONCE|GUP_PIN_COUNTING_BIAS/g;

const SPECIAL = /[\\`*_{}[\]()#+\-.!|<>~&]/g;

/** Prose with the kernel's own words set as code, everything else escaped. */
export function prose(text: string): string {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(CODE)) {
    result += escape(text.slice(done, match.index)) + code(match[0]);
    done = match.index + match[0].length;
  }
  return result + escape(text.slice(done));
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** A fenced block of C. */
export function block(text: string): string {
  return `\`\`\`c\n${text}\n\`\`\``;
}

/** Texts longer than this together get a line each. */
const ONE_LINE = 120;

/** A labelled line of a list, or a list below the label; nothing when there is no text. */
export function item(label: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const line = texts.join('; ');
  if (texts.length === 1 || line.length <= ONE_LINE) return [`- **${label}** ${prose(line)}`];
  return [`- **${label}**`, ...texts.map((text) => `  - ${prose(text)}`)];
}

/** Names in one line. */
export function names(label: string, all: readonly string[]): string[] {
  return all.length === 0 ? [] : [`- **${label}** ${all.map(prose).join(', ')}`];
}

function escape(text: string): string {
  return text.replace(SPECIAL, '\\$&');
}
