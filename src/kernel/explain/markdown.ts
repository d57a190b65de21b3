/** Explanations as Markdown, whole or short enough for a hover. */
import { type Explanation, isNameList, type Section } from './explanation';

/** A flag, a call with its parentheses, an errno, a define: what reads better as code. */
const CODE =
  /FOLL_[A-Z0-9_]+\*?|(?<!\w)[a-z_]\w*\*?\(\)|(?<!\w)-E[A-Z0-9]{3,}|WARN_ON_ONCE|GUP_PIN_COUNTING_BIAS|\b[a-z_]+(?:\/[\w.-]+)+\.(?:[chS]|rst)(?::\d+)?/g;

const SPECIAL = /[\\`*_{}[\]()#+\-.!|<>~&]/g;

/** A hover has room for about a dozen lines; longer sentences belong to `explain`. */
const HOVER_ITEMS = 2;
const HOVER_LONGEST = 300;

export interface MarkdownOptions {
  /** Short: for a hover. Sections that matter, two sentences each, one source. */
  readonly short?: boolean;
}

/** The explanation as Markdown; every character of a fact is shown as it is. */
export function renderMarkdown(explanation: Explanation, { short = false }: MarkdownOptions = {}) {
  const { headline, release, code, summary, sections, sources } = explanation;
  const shown = short ? sections.filter(({ brief }) => brief) : sections;
  const lines = [
    `**${markdownText(headline)}** · Linux ${release}`,
    '',
    ...(code === null ? [] : ['```c', wrapPrototype(code), '```', '']),
    prose(summary),
    '',
    ...shown.flatMap((one) => renderSection(one, short)),
  ];
  const [first] = sources;
  if (short) {
    return [...lines, ...(first === undefined ? [] : [`- **Source** ${prose(first)}`])].join('\n');
  }
  const all = sources.map((source) => `  - ${prose(source)}`);
  return [...lines, ...(all.length === 0 ? [] : ['- **Sources**', ...all]), ''].join('\n');
}

function renderSection(one: Section, short: boolean): string[] {
  const { title, items } = one;
  const label = `- **${markdownText(title)}** `;
  if (isNameList(one)) {
    return [label + items.map(prose).join(', ')];
  }
  const fitting = short ? items.filter((text) => text.length <= HOVER_LONGEST) : items;
  const shown = short ? fitting.slice(0, HOVER_ITEMS) : fitting;
  if (short || shown.length === 1) {
    return shown.length === 0 ? [] : [label + inOneLine(shown)];
  }
  return [label.trimEnd(), ...shown.map((text) => `  - ${prose(text)}`)];
}

function inOneLine(items: readonly string[]): string {
  const [first = '', ...rest] = items;
  return rest.reduce(
    (line, item) => `${line}${line.endsWith('.') ? '' : ';'} ${prose(item)}`,
    prose(first),
  );
}

/** Prose with the kernel's own words set as code and everything else escaped. */
export function prose(text: string): string {
  let result = '';
  let done = 0;
  for (const match of text.matchAll(CODE)) {
    result += markdownText(text.slice(done, match.index)) + `\`${match[0]}\``;
    done = match.index + match[0].length;
  }
  return result + markdownText(text.slice(done));
}

function markdownText(text: string): string {
  return text.replace(SPECIAL, '\\$&');
}

/** One parameter a line where the prototype would not fit the width of a hover. */
function wrapPrototype(code: string): string {
  return code.length <= 80 ? code : code.replace('(', '(\n\t').replaceAll(', ', ',\n\t');
}
