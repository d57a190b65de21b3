import { decodeFlags, type KernelRelease } from '../../kernel';
import { lex } from '../normalise/lexer';
import type { FunctionUnit } from '../syntax/functionUnit';
import type { SourceFile } from '../syntax/sourceFile';
import { descendants, type SyntaxNode } from '../syntax/syntaxNode';
import { definitionOf } from '../tokens/defines';
import type { Trail } from './callers';
import {
  and,
  type FlagValue,
  flagsOf,
  join,
  NO_FLAGS,
  or,
  perhaps,
  UNKNOWN_FLAGS,
  without,
} from './flagValue';
import { isComplement, unwrapped, VariableFlow } from './variableFlow';

const FLAG_NAME = /^FOLL_\w+$/;

/** Comparisons and logic yield 0 or 1, and 1 is FOLL_WRITE in every release. */
const BOOLEAN_OPERATORS = new Set(['==', '!=', '<', '>', '<=', '>=', '&&', '||']);

/** How many functions, fields and macros deep a value is followed. */
const MAX_DEPTH = 5;

/** An expression in the place where it is evaluated. */
interface Place {
  readonly unit: FunctionUnit;
  /** The call whose argument is evaluated: a variable counts as it is there. */
  readonly at: SyntaxNode;
  readonly depth: number;
}

/** Reads FOLL_* flags out of expressions, following what the file and its callers show of variables. */
export class FlagReader {
  /**
   * @param path Of the file, from the top of the tree.
   * @param trail Where the value was followed to so far.
   */
  constructor(
    private readonly file: SourceFile,
    private readonly path: string,
    private readonly release: KernelRelease,
    private readonly trail: Trail,
  ) {}

  /** The flags an argument of the call carries. */
  argument(unit: FunctionUnit, call: SyntaxNode, argument: SyntaxNode): FlagValue {
    return this.evaluate(argument, { unit, at: call, depth: 0 });
  }

  private text(node: SyntaxNode): string {
    return this.file.source.of(node);
  }

  private evaluate(node: SyntaxNode, place: Place, self?: Self): FlagValue {
    const inner = unwrapped(node);
    switch (inner.type) {
      case 'identifier':
        return this.identifier(this.text(inner), place, self);
      case 'number_literal':
        return this.number(this.text(inner));
      case 'true':
        return this.number('1');
      case 'false':
      case 'null':
        return NO_FLAGS;
      case 'binary_expression':
        return this.binary(inner, place, self);
      case 'conditional_expression':
        return this.conditional(inner, place, self);
      case 'unary_expression':
        return inner.childByField('operator')?.type === '!' ? this.someBoolean() : UNKNOWN_FLAGS;
      case 'cast_expression': {
        const value = inner.childByField('value');
        return value ? this.evaluate(value, place, self) : UNKNOWN_FLAGS;
      }
      case 'assignment_expression': {
        const right = inner.childByField('right');
        return right ? this.evaluate(right, place, self) : UNKNOWN_FLAGS;
      }
      case 'field_expression':
        return this.field(inner, place);
      case 'call_expression':
        return this.call(inner, place);
      default:
        return UNKNOWN_FLAGS;
    }
  }

  private someBoolean(): FlagValue {
    return perhaps(this.number('1'));
  }

  private number(text: string): FlagValue {
    const value = Number(text.replace(/[uUlL]+$/, ''));
    return Number.isInteger(value)
      ? flagsOf(decodeFlags(value, this.release).names)
      : UNKNOWN_FLAGS;
  }

  private binary(node: SyntaxNode, place: Place, self?: Self): FlagValue {
    const operator = node.childByField('operator')?.type ?? '';
    const left = node.childByField('left');
    const right = node.childByField('right');
    if (!left || !right) return UNKNOWN_FLAGS;
    if (BOOLEAN_OPERATORS.has(operator)) return this.someBoolean();
    const a = this.evaluate(left, place, self);
    if (operator === '&' && isComplement(right)) {
      const argument = unwrapped(right).childByField('argument');
      return argument ? without(a, this.evaluate(argument, place, self)) : UNKNOWN_FLAGS;
    }
    const b = this.evaluate(right, place, self);
    switch (operator) {
      case '|':
      case '+':
        return or(a, b);
      case '&':
        return and(a, b);
      case '*':
        // `FOLL_WRITE * write`, with either side 0 or 1.
        return perhaps(or(a, b));
      case '^':
        return perhaps(or(a, b));
      default:
        return UNKNOWN_FLAGS;
    }
  }

  private conditional(node: SyntaxNode, place: Place, self?: Self): FlagValue {
    const otherwise = node.childByField('alternative');
    // GNU's `a ?: b` is `a` where it is not zero.
    const then = node.childByField('consequence') ?? node.childByField('condition');
    if (!then || !otherwise) return UNKNOWN_FLAGS;
    return join(this.evaluate(then, place, self), this.evaluate(otherwise, place, self));
  }

  private identifier(name: string, place: Place, self?: Self): FlagValue {
    if (FLAG_NAME.test(name)) return flagsOf([name]);
    if (self?.name === name) return self.value;
    return this.guarded(`${String(place.unit.span.start)}:${name}`, place, () => {
      const macro = this.macro(name);
      if (macro) return macro;
      return this.variable(name, place);
    });
  }

  /** Ends where a value is defined by itself or lies too deep. */
  private guarded(key: string, place: Place, follow: () => FlagValue): FlagValue {
    if (place.depth >= MAX_DEPTH) return UNKNOWN_FLAGS;
    return this.trail.once(`${this.path}:${key}`, follow) ?? UNKNOWN_FLAGS;
  }

  private variable(name: string, place: Place): FlagValue {
    const { unit, at } = place;
    const { body } = unit;
    if (!body) return UNKNOWN_FLAGS;
    const index = unit.parameters.indexOf(name);
    const isLocal = index < 0 && this.isDeclared(name, body);
    if (index < 0 && !isLocal) return UNKNOWN_FLAGS;
    const start = index < 0 ? NO_FLAGS : this.fromCallers(unit, index, place);
    const flow = new VariableFlow(this.file.source, name, at, (expression, value) =>
      this.evaluate(expression, { unit, at, depth: place.depth }, { name, value }),
    );
    flow.run(body, start);
    return flow.atTarget ?? start;
  }

  private isDeclared(name: string, body: SyntaxNode): boolean {
    for (const node of descendants(body)) {
      if (node.type !== 'declaration') continue;
      for (const part of descendants(node)) {
        if (part.type === 'identifier' && this.text(part) === name) return true;
      }
    }
    return false;
  }

  /** What callers pass for a parameter: those in this file, and in others where they can call it. */
  private fromCallers(callee: FunctionUnit, index: number, place: Place): FlagValue {
    const { name, isStatic } = callee;
    const depth = place.depth + 1;
    let value = this.passed(name, index, depth, callee);
    if (isStatic && !this.path.endsWith('.h')) return value ?? UNKNOWN_FLAGS;
    for (const { path, file } of this.trail.callersOf(this.path, name)) {
      const there = new FlagReader(file, path, this.release, this.trail);
      const passed = there.defines(name) ? null : there.passed(name, index, depth, null);
      value = value && passed ? join(value, passed) : (value ?? passed);
    }
    // There may be more callers than were met.
    return value ? or(perhaps(value), UNKNOWN_FLAGS) : UNKNOWN_FLAGS;
  }

  private defines(name: string): boolean {
    return this.file.functionsNaming(name).some((unit) => unit.name === name);
  }

  /** What calls in this file pass; null when there are none. */
  private passed(
    name: string,
    index: number,
    depth: number,
    callee: FunctionUnit | null,
  ): FlagValue | null {
    let value: FlagValue | null = null;
    for (const unit of this.file.functionsNaming(name)) {
      if (unit === callee) continue;
      for (const node of unit.nodes()) {
        if (node.type !== 'identifier' || this.text(node) !== name) continue;
        const call = node.parent;
        const argument =
          call?.type === 'call_expression' && node.field === 'function'
            ? argumentsOf(call)[index]
            : undefined;
        const passed =
          call && argument ? this.evaluate(argument, { unit, at: call, depth }) : UNKNOWN_FLAGS;
        value = value ? join(value, passed) : passed;
      }
    }
    return value;
  }

  /** A struct field: what this file ever stores in a field of that name. */
  private field(node: SyntaxNode, place: Place): FlagValue {
    const field = node.childByField('field');
    if (!field) return UNKNOWN_FLAGS;
    const name = this.text(field);
    return this.guarded(`->${name}`, place, () => {
      let stored: FlagValue | null = null;
      let added: FlagValue = NO_FLAGS;
      for (const { unit, left, right, operator } of this.stores(name)) {
        const value = this.evaluate(right, { unit, at: left, depth: place.depth + 1 });
        if (operator === '=') stored = stored ? join(stored, value) : value;
        else if (operator === '|=') added = or(added, perhaps(value));
        else added = or(added, UNKNOWN_FLAGS);
      }
      // Whoever allocates zeroed memory may never store anything.
      return or(stored ?? UNKNOWN_FLAGS, added);
    });
  }

  private *stores(
    name: string,
  ): Generator<{ unit: FunctionUnit; left: SyntaxNode; right: SyntaxNode; operator: string }> {
    for (const unit of this.file.functionsNaming(name)) {
      for (const node of unit.nodes()) {
        if (node.type !== 'assignment_expression') continue;
        const left = node.childByField('left');
        const right = node.childByField('right');
        const field = left?.type === 'field_expression' ? left.childByField('field') : null;
        if (!left || !right || !field || this.text(field) !== name) continue;
        yield { unit, left, right, operator: node.childByField('operator')?.type ?? '=' };
      }
    }
  }

  /** A helper of this file that computes flags: what it returns. */
  private call(node: SyntaxNode, place: Place): FlagValue {
    const callee = node.childByField('function');
    if (callee?.type !== 'identifier') return UNKNOWN_FLAGS;
    const name = this.text(callee);
    return this.guarded(`${name}()`, place, () => {
      const unit = this.file.functionsNaming(name).find((one) => one.name === name);
      if (!unit?.body) return UNKNOWN_FLAGS;
      let value: FlagValue | null = null;
      for (const statement of descendants(unit.body)) {
        const [result] = statement.type === 'return_statement' ? statement.namedChildren : [];
        if (!result) continue;
        const one = this.evaluate(result, { unit, at: statement, depth: place.depth + 1 });
        value = value ? join(value, one) : one;
      }
      return value ?? UNKNOWN_FLAGS;
    });
  }

  /** An object-like macro of this file. */
  private macro(name: string): FlagValue | null {
    const definition = definitionOf(this.file.text, name);
    if (definition === null || !/^[ \t]/.test(definition)) return null;
    const tokens = lex(definition, 0, definition.length, false);
    const names = tokens.filter(({ text }) => FLAG_NAME.test(text)).map(({ text }) => text);
    const plain = tokens.every(({ text }) => FLAG_NAME.test(text) || '|()'.includes(text));
    if (names.length === 0 && tokens.length === 1) return this.number(tokens[0].text);
    return plain ? flagsOf(names) : or(perhaps(flagsOf(names)), UNKNOWN_FLAGS);
  }
}

/** The variable that is being followed, and what it holds at this point. */
interface Self {
  readonly name: string;
  readonly value: FlagValue;
}

/** The argument expressions of a call. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  const list = call.childByField('arguments');
  return list ? list.namedChildren.filter(({ type }) => type !== 'comment') : [];
}
