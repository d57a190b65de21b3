import {
  formatRelease,
  type FunctionFact,
  functionByName,
  type KernelRelease,
  mayExist,
  type ParameterRole,
  parseSignature,
  type Signature,
  signatureAt,
} from '../../kernel';
import type { CodeText } from '../tokens/codeText';
import { siteCall } from './acquire';
import { argumentText, type Call } from './call';
import { type Edit, fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { type Fixer, firstOf } from './fix';
import { renameCall } from './rename';

/** Calls a function as the release has it: without the parameters that are gone, by its later name. */
export const fixRemovedApi: Fixer = ({ site, source, release }) => {
  const code = source(site.file);
  const call = code && siteCall(code, site);
  if (!code || !call) return refuse(`${site.file} cannot be read`);
  if (isRefusal(call)) return call;
  const fact = functionByName(site.api);
  const target = fact && successorOf(fact, release);
  const wanted = target && signatureAt(target, release);
  if (!fact || !wanted) {
    return refuse(`nothing in ${formatRelease(release)} does just what ${site.api}() did`);
  }
  // Two releases may have had as many parameters: the later one is likelier to be meant.
  const written = fact.signatures
    .map(parseSignature)
    .filter(({ params }) => params.length === call.args.length)
    .reverse();
  if (written.length === 0) return refuse('the call fits no release of the function');
  const edits = firstOf(...written.map((one) => () => adapt(code, call, one, wanted)));
  if (isRefusal(edits)) return edits;
  const all = [...renameCall(code, call, target.name), ...edits];
  if (all.length === 0) return refuse('the call is as the release has it');
  const title = `Call ${target.name}() as ${formatRelease(release)} has it`;
  return [{ title, preferred: true, files: [fileEdits(site.file, all)] }];
};

/** The function itself where the release has it, else what took its place, if that is one function. */
function successorOf(fact: FunctionFact, release: KernelRelease): FunctionFact | undefined {
  if (mayExist(fact, release)) return fact;
  const name = /^(\w+)\(\)$/.exec(fact.successor ?? '')?.[1];
  const successor = name === undefined ? undefined : functionByName(name);
  return successor && mayExist(successor, release) ? successor : undefined;
}

/** Edits of the arguments that make a call for one prototype one for another. */
function adapt(code: CodeText, call: Call, from: Signature, to: Signature): Edit[] | Refusal {
  const roles = rolesOf(to);
  const edits: Edit[] = [];
  const dropped: number[] = [];
  const kept: ParameterRole[] = [];
  for (const [index, role] of rolesOf(from).entries()) {
    const text = argumentText(code, call.args[index]);
    // A number tells that the prototype is another one: force was passed there.
    if (role === 'pages' && /^\d+$/.test(text)) return refuse(`${text} is no page array`);
    const becomes = role === 'write' && !roles.includes('write') ? 'flags' : role;
    if (becomes !== null && roles.includes(becomes)) {
      kept.push(becomes);
      if (becomes !== role) edits.push(replaceArgument(code, call, index, writeAsFlags(text)));
    } else if (/^(NULL|0|current|current->mm)$/.test(text)) {
      dropped.push(index);
    } else {
      return refuse(`${text} cannot be passed any more`);
    }
  }
  if (kept.join() !== roles.join()) return refuse('the arguments are other ones now');
  return [...edits, ...dropArguments(code, call, dropped)];
}

function rolesOf({ params, index }: Signature): (ParameterRole | null)[] {
  const roles: (ParameterRole | null)[] = params.map(() => null);
  for (const [role, at] of Object.entries(index)) roles[at] = role as ParameterRole;
  return roles;
}

/** Up to 4.8 and, for the fast calls, 5.1, whether pages are written was a truth value. */
function writeAsFlags(write: string): string {
  if (write === '0' || write === 'false') return '0';
  if (write === '1' || write === 'true') return 'FOLL_WRITE';
  const simple = /^[\w>.-]+$/.test(write);
  return `${simple ? write : `(${write})`} ? FOLL_WRITE : 0`;
}

function replaceArgument(code: CodeText, call: Call, index: number, text: string): Edit {
  const argument = call.args[index];
  const start = code.tokens[argument?.first ?? call.open]?.start ?? 0;
  return { start, end: code.tokens[argument?.last ?? call.open]?.end ?? start, text };
}

/** Arguments go with a comma: the one before them, or at the start of the list the one behind. */
function dropArguments(code: CodeText, call: Call, dropped: readonly number[]): Edit[] {
  const edits: Edit[] = [];
  for (const index of dropped) {
    if (dropped.includes(index - 1)) continue;
    let last = index;
    while (dropped.includes(last + 1)) last++;
    const startOf = (at: number) => code.tokens[call.args[at]?.first ?? call.close]?.start ?? 0;
    const endOf = (at: number) => code.tokens[call.args[at]?.last ?? call.open]?.end ?? 0;
    edits.push(
      index === 0
        ? { start: startOf(0), end: startOf(last + 1), text: '' }
        : { start: endOf(index - 1), end: endOf(last), text: '' },
    );
  }
  return edits;
}
