/** Explanations as plain text for a terminal or a mail, at most 80 columns wide. */
import { type Explanation, isNameList, type Section } from './explanation';

const WIDTH = 80;

/** The whole explanation, ending in a newline. Words longer than a line are not broken. */
export function renderText(explanation: Explanation): string {
  const { headline, release, code, summary, sections, sources } = explanation;
  return [
    `${headline} (Linux ${release})`,
    ...(code === null ? [] : ['', ...wrap(code, '    ', '        ', ', ')]),
    '',
    ...wrap(summary, '', ''),
    ...sections.flatMap(renderSection),
    ...(sources.length === 0 ? [] : ['', 'Sources:', ...sources.map((source) => `  ${source}`)]),
    '',
  ].join('\n');
}

function renderSection(one: Section): string[] {
  const items = isNameList(one)
    ? wrap(one.items.join(', '), '  ', '  ')
    : one.items.flatMap((item) => wrap(item, '  - ', '    '));
  return ['', `${one.title}:`, ...items];
}

function wrap(text: string, first: string, rest: string, between = ' '): string[] {
  const lines: string[] = [];
  const glue = between.trimEnd();
  let line = first;
  let isEmpty = true;
  for (const word of text.split(between)) {
    if (!isEmpty && line.length + between.length + word.length + glue.length > WIDTH) {
      lines.push(line + glue);
      line = rest + word;
    } else {
      line += (isEmpty ? '' : between) + word;
    }
    isEmpty = false;
  }
  return [...lines, line];
}
