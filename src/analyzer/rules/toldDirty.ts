import { descendants, functionAround, type SyntaxNode } from '../syntax/syntaxNode';
import type { SourceText } from '../syntax/sourceText';
import type { Given } from './dirtyEvidence';

/** A parameter that says whether what was written to pages has to be kept. */
const DIRTY = /^(?:\w+_)?dirt(?:y|ied)(?:_\w+)?$/;

/**
 * The parameter by which the function around a release is told whether its pages are dirty, when
 * nothing there makes use of it but conditions; null where there is none, or where it is passed on.
 */
export function unheededDirty({ source, node }: Given): string | null {
  const around = functionAround(node);
  const name = parametersOf(around, source).find((one) => DIRTY.test(one));
  if (name === undefined) return null;
  const body = around.childByField('body');
  if (body === null) return null;
  for (const one of descendants(body)) {
    if (NAMES.test(one.type) && speaksOfDirty(source.of(one), name)) return null;
    if (/^(?:call|assignment)_expression$/.test(one.type) && isGiven(one, name, source))
      return null;
  }
  return name;
}

/** Some way of marking dirty, or a record of what is: then the parameter may be for that. */
const speaksOfDirty = (word: string, name: string) => word !== name && /dirty/i.test(word);

const NAMES = /^(?:field_)?identifier$/;

function parametersOf(definition: SyntaxNode, source: SourceText): string[] {
  const found: string[] = [];
  const declarator = definition.childByField('declarator');
  if (declarator === null) return found;
  for (const one of descendants(declarator)) {
    if (one.type !== 'parameter_declaration') continue;
    const name = one.childByField('declarator');
    // A pointer is an answer, not a question.
    if (name?.type === 'identifier') found.push(source.of(name));
  }
  return found;
}

function isGiven(node: SyntaxNode, name: string, source: SourceText): boolean {
  const given = node.childByField('arguments') ?? node.childByField('right');
  if (given === null) return false;
  for (const one of descendants(given))
    if (one.type === 'identifier' && source.of(one) === name) return true;
  return false;
}
