import type { SyntaxNode } from '../syntax/syntaxNode';
import { assume, booleanTerm, comparison, converted, negation, type Relation } from './conditions';
import { INT, LONG, UNSIGNED_LONG, commonType, isPointer, structTag, type CType } from './ctypes';
import { arithmetic } from './arithmetic';
import { readDeclarator, typeOfSpecifiers } from './functionCode';
import { Linear } from './linear';
import type { Argument, Frame, Machine, Member, Value } from './machine';
import { addressOf, copyStruct, deref, read, write, zero } from './memory';
import { constantSymbol, identifier, literalType, numberOf, variable } from './names';
import { member, type Place } from './places';
import type { State } from './state';
import { noteStore } from './uses';

const one = (state: State, value: Linear, type: CType | null = null): Value[] => [
  { state, value, type },
];

/** Evaluates an expression for its value and its effects. */
export function evaluateExpression(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): Value[] {
  const { source } = frame.code;
  switch (node.type) {
    case 'number_literal':
      return one(state, Linear.of(numberOf(source.of(node))), literalType(source.of(node)));
    case 'char_literal':
      return one(state, Linear.of(source.of(node).charCodeAt(1)), INT);
    case 'true':
      return one(state, Linear.one, INT);
    case 'false':
    case 'null':
      return one(state, Linear.zero, node.type === 'null' ? { kind: 'pointer', to: null } : INT);
    case 'parenthesized_expression':
    case 'condition_clause':
      return inner(machine, state, node, frame);
    case 'identifier':
      return identifier(machine, state, node, frame);
    case 'field_expression':
    case 'subscript_expression':
      return machine.locate(state, node, frame).map(({ state: s, place }) => load(s, place));
    case 'pointer_expression':
      return pointerExpression(machine, state, node, frame);
    case 'unary_expression':
      return unary(machine, state, node, frame);
    case 'binary_expression':
      return binary(machine, state, node, frame);
    case 'conditional_expression':
      return conditional(machine, state, node, frame);
    case 'assignment_expression':
      return assignment(machine, state, node, frame);
    case 'update_expression':
      return update(machine, state, node, frame);
    case 'cast_expression':
      return cast(machine, state, node, frame);
    case 'comma_expression':
      return comma(machine, state, node, frame);
    case 'call_expression':
      return callExpression(machine, state, node, frame);
    case 'compound_statement':
      return machine.block(state, node, frame);
    case 'compound_literal_expression':
      return one(state, unknown(state, node, frame));
    case 'sizeof_expression':
    case 'alignof_expression':
    case 'offsetof_expression':
      return one(state, constantSymbol(state, source.short(node)), UNSIGNED_LONG);
    case 'string_literal':
    case 'concatenated_string':
      return one(state, constantSymbol(state, 'a string'), { kind: 'pointer', to: null });
    default:
      return one(state, unknown(state, node, frame));
  }
}

/** A value of which nothing is known; a new one each time round a loop. */
export function unknown(state: State, node: SyntaxNode, frame: Frame): Linear {
  return state.symbols.once(`? ${frame.id}:${node.start}:${state.epoch}`, () =>
    state.symbols.make(frame.code.source.short(node, 40), { kind: 'unknown' }, null),
  );
}

function load(state: State, place: Place): Value {
  return { state, value: read(state, place), type: place.type };
}

function inner(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const expression = node.children.find((c) => c.named && c.type !== 'comment');
  return expression
    ? machine.evaluate(state, expression, frame)
    : one(state, unknown(state, node, frame));
}

/** Resolves an lvalue. */
export function locateExpression(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): { state: State; place: Place }[] {
  const { source } = frame.code;
  switch (node.type) {
    case 'parenthesized_expression': {
      const expression = node.children.find((c) => c.named && c.type !== 'comment');
      if (expression) return machine.locate(state, expression, frame);
      break;
    }
    case 'identifier':
      return [{ state, place: variable(source.of(node), frame) }];
    case 'field_expression': {
      const object = node.childByField('argument');
      const field = node.childByField('field');
      if (object === null || field === null) break;
      const name = source.of(field);
      const arrow = node.children.some((c) => c.type === '->');
      const memberOf = (s: State, place: Place) => {
        const found = memberNamed(machine, place.type, name);
        return { state: s, place: member(place, found.name, found.type) };
      };
      if (!arrow)
        return machine.locate(state, object, frame).map((l) => memberOf(l.state, l.place));
      return machine
        .evaluate(state, object, frame)
        .map((v) => memberOf(v.state, deref(v.state, v.value, v.type)));
    }
    case 'subscript_expression': {
      const array = node.childByField('argument');
      const index = node.childByField('index');
      if (array === null || index === null) break;
      return machine.evaluate(state, array, frame).flatMap((a) =>
        machine.evaluate(a.state, index, frame).map((i) => ({
          state: i.state,
          place: deref(i.state, a.value.plus(i.value), a.type),
        })),
      );
    }
    case 'pointer_expression': {
      const argument = node.childByField('argument');
      if (argument === null) break;
      return machine
        .evaluate(state, argument, frame)
        .map((v) => ({ state: v.state, place: deref(v.state, v.value, v.type) }));
    }
  }
  return machine.evaluate(state, node, frame).map((v) => ({
    state: v.state,
    place: deref(v.state, addressOfValue(v.state, v.value), null),
  }));
}

function addressOfValue(state: State, value: Linear): Linear {
  return state.symbols.once(`&(${value.key})`, () =>
    state.symbols.make('&', { kind: 'unknown' }, { kind: 'pointer', to: null }),
  );
}

function memberNamed(machine: Machine, type: CType | null, name: string): Member {
  const tag = structTag(type);
  return tag === null ? { name, type: null } : machine.program.member(tag, name);
}

function pointerExpression(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): Value[] {
  const argument = node.childByField('argument');
  if (argument === null) return one(state, unknown(state, node, frame));
  if (node.children[0]?.type === '&')
    return machine.locate(state, argument, frame).map(({ state: s, place }) => ({
      state: s,
      value: addressOf(s, place),
      type: { kind: 'pointer', to: place.type },
    }));
  return machine.locate(state, node, frame).map(({ state: s, place }) => load(s, place));
}

function unary(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const argument = node.childByField('argument');
  const operator = node.children[0]?.type;
  if (argument === null) return one(state, unknown(state, node, frame));
  return machine.evaluate(state, argument, frame).map(({ state: s, value, type }) => {
    switch (operator) {
      case '!':
        return { state: s, value: negation(s, value), type: INT };
      case '-':
        return { state: s, value: value.times(-1), type: commonType(type, INT) };
      case '+':
        return { state: s, value, type };
      default:
        return { state: s, value: arithmetic(s, '~', value, Linear.zero, type), type };
    }
  });
}

function binary(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const left = node.childByField('left');
  const right = node.childByField('right');
  const operator = node.childByField('operator')?.type ?? '';
  if (left === null || right === null) return one(state, unknown(state, node, frame));
  if (operator === '&&' || operator === '||')
    return logical(machine, state, operator, left, right, frame);
  return machine.evaluate(state, left, frame).flatMap((a) =>
    machine.evaluate(a.state, right, frame).map((b) => ({
      state: b.state,
      ...operation(b.state, operator, a, b),
    })),
  );
}

const RELATIONS: Readonly<Record<string, { relation: Relation; swap: boolean }>> = {
  '<': { relation: '<', swap: false },
  '<=': { relation: '<=', swap: false },
  '>': { relation: '<', swap: true },
  '>=': { relation: '<=', swap: true },
  '==': { relation: '==', swap: false },
  '!=': { relation: '!=', swap: false },
};

function operation(
  state: State,
  operator: string,
  a: Value,
  b: Value,
): { value: Linear; type: CType | null } {
  const relation = RELATIONS[operator];
  if (relation !== undefined) {
    const [x, y] = relation.swap ? [b, a] : [a, b];
    return {
      value: comparison(state, relation.relation, x.value, y.value, x.type, y.type),
      type: INT,
    };
  }
  const shift = operator === '<<' || operator === '>>';
  const type = shift ? commonType(a.type, INT) : commonType(a.type, b.type);
  const pointers = isPointer(a.type) && isPointer(b.type);
  return {
    value: arithmetic(state, operator, a.value, b.value, type),
    type: pointers ? LONG : type,
  };
}

/** `a && b` in a value: kept whole unless `b` does something that must only happen after `a`. */
function logical(
  machine: Machine,
  state: State,
  operator: string,
  left: SyntaxNode,
  right: SyntaxNode,
  frame: Frame,
): Value[] {
  return machine.evaluate(state, left, frame).flatMap((a) => {
    if (!hasEffect(right))
      return machine.evaluate(a.state, right, frame).map((b) => ({
        state: b.state,
        value: booleanTerm(b.state, operator, [a.value, b.value]),
        type: INT,
      }));
    const shortcut = operator === '||';
    const done = machine
      .assumeExpression(a.state.clone(), left, shortcut, frame)
      .map((s) => ({ state: s, value: Linear.of(shortcut ? 1 : 0), type: INT }));
    const on = machine
      .assumeExpression(a.state, left, !shortcut, frame)
      .flatMap((s) => machine.evaluate(s, right, frame))
      .map((b) => ({ ...b, value: booleanTerm(b.state, 'bool', [b.value]), type: INT }));
    return [...done, ...on];
  });
}

function hasEffect(node: SyntaxNode): boolean {
  return (
    node.type === 'call_expression' ||
    node.type === 'assignment_expression' ||
    node.type === 'update_expression' ||
    node.children.some(hasEffect)
  );
}

function conditional(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const condition = node.childByField('condition');
  const consequence = node.childByField('consequence');
  const alternative = node.childByField('alternative');
  if (condition === null || alternative === null) return one(state, unknown(state, node, frame));
  const no = (s: State) => machine.evaluate(s, alternative, frame);
  // `a ?: b` is a when a is not zero.
  if (consequence === null)
    return machine.evaluate(state, condition, frame).flatMap((v) => {
      const test = booleanTerm(v.state, 'bool', [v.value]);
      return [
        ...assume(v.state.clone(), test, true).map((s) => ({ ...v, state: s })),
        ...assume(v.state, test, false).flatMap(no),
      ];
    });
  return [
    ...machine
      .assumeExpression(state.clone(), condition, true, frame)
      .flatMap((s) => machine.evaluate(s, consequence, frame)),
    ...machine.assumeExpression(state, condition, false, frame).flatMap(no),
  ];
}

function assignment(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const left = node.childByField('left');
  const right = node.childByField('right');
  const operator = node.childByField('operator')?.type ?? '=';
  if (left === null || right === null) return one(state, unknown(state, node, frame));
  return machine.evaluate(state, right, frame).flatMap((v) =>
    machine.locate(v.state, left, frame).flatMap(({ state: s, place }) => {
      noteStore(s, place, node);
      if (operator === '=') {
        if (place.type?.kind === 'struct' && assignStruct(machine, s, place, right, frame))
          return one(s, v.value, place.type);
        return store(s, place, v.value, v.type);
      }
      const before = { state: s, value: read(s, place), type: place.type };
      const { value } = operation(s, operator.slice(0, -1), before, { ...v, state: s });
      return store(s, place, value, place.type);
    }),
  );
}

function assignStruct(
  machine: Machine,
  state: State,
  place: Place,
  right: SyntaxNode,
  frame: Frame,
): boolean {
  if (right.type === 'compound_literal_expression') {
    zero(state, place);
    return true;
  }
  if (!/^(identifier|field_expression|subscript_expression|pointer_expression)$/.test(right.type))
    return false;
  const [from] = machine.locate(state, right, frame);
  copyStruct(state, from.place, place);
  return true;
}

/** Stores with the conversion that the place's type asks for. */
export function store(state: State, place: Place, value: Linear, type: CType | null): Value[] {
  return converted(state, value, place.type).map((c) => {
    write(c.state, place, c.value);
    return { state: c.state, value: c.value, type: place.type ?? type };
  });
}

function update(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const argument = node.childByField('argument');
  if (argument === null) return one(state, unknown(state, node, frame));
  const step = node.children.some((c) => c.type === '++') ? 1 : -1;
  const prefix = node.children[0] !== argument;
  return machine.locate(state, argument, frame).map(({ state: s, place }) => {
    const before = read(s, place);
    const after = before.add(step);
    noteStore(s, place, node);
    write(s, place, after);
    return { state: s, value: prefix ? after : before, type: place.type };
  });
}

function cast(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const value = node.childByField('value');
  const descriptor = node.childByField('type');
  if (value === null || descriptor === null) return one(state, unknown(state, node, frame));
  const { source } = frame.code;
  const base = typeOfSpecifiers(descriptor, source);
  const declarator = descriptor.childByField('declarator');
  const type = declarator ? readDeclarator(declarator, base, source).type : base;
  return machine
    .evaluate(state, value, frame)
    .flatMap((v) =>
      type?.kind === 'int'
        ? converted(v.state, v.value, type).map((c) => ({ ...c, type }))
        : [{ ...v, type: type ?? v.type }],
    );
}

function comma(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const left = node.childByField('left');
  const right = node.childByField('right');
  if (left === null || right === null) return one(state, unknown(state, node, frame));
  return machine
    .evaluate(state, left, frame)
    .flatMap((v) => machine.evaluate(v.state, right, frame));
}

/** Evaluates the arguments from left to right, then the call. */
function callExpression(machine: Machine, state: State, node: SyntaxNode, frame: Frame): Value[] {
  const callee = node.childByField('function');
  const list = node.childByField('arguments');
  if (callee === null || list === null) return one(state, unknown(state, node, frame));
  const nodes = list.children.filter((c) => c.named && c.type !== 'comment' && c.type !== 'ERROR');
  let partial: { state: State; args: Argument[] }[] = [{ state, args: [] }];
  for (const argument of nodes)
    partial = partial.flatMap((p) =>
      machine.evaluate(p.state, argument, frame).map((v) => ({
        state: v.state,
        args: [...p.args, { node: argument, value: v.value, type: v.type }],
      })),
    );
  return partial.flatMap((p) =>
    calleeName(machine, p.state, callee, frame).flatMap(({ state: s, name }) =>
      machine.call(s, { name, node, args: p.args, frame }),
    ),
  );
}

/** The function that is called: named directly, or through a pointer whose value is known. */
function calleeName(
  machine: Machine,
  state: State,
  callee: SyntaxNode,
  frame: Frame,
): { state: State; name: string }[] {
  const { source } = frame.code;
  const text = source.of(callee);
  if (callee.type === 'identifier' && !frame.code.variables.has(text))
    return [{ state, name: text }];
  return machine.evaluate(state, callee, frame).map((v) => {
    const origin = v.state.symbols.origin(v.state.normal(v.value));
    return {
      state: v.state,
      name: origin?.kind === 'function' ? origin.name : source.short(callee),
    };
  });
}
