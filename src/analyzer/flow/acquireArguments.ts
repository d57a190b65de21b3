import type { AcquireCall } from './acquires';
import type { Linear } from './linear';
import type { Call, Machine } from './machine';
import { addressOf, deref, read, write } from './memory';
import type { State } from './state';

/** What an acquire is given, by what it means. */
export class AcquireArguments {
  constructor(
    private readonly machine: Machine,
    private readonly call: Call,
    private readonly site: AcquireCall,
    /** Equal for executions of the same call in the same chain of calls. */
    private readonly name: string,
  ) {}

  /** The number of bytes asked for; null when that is "as many as there are". */
  byteLimit(): Linear | null {
    const argument = this.call.args[(this.site.fn.pages ?? 0) + 1];
    if (argument === undefined) return null;
    const text = this.site.source.of(argument.node);
    return /_MAX$|^~|^-\s*1/.test(text) ? null : argument.value;
  }

  argument(index: number | null): Linear | null {
    return index === null ? null : (this.call.args[index]?.value ?? null);
  }

  /** The array to fill; null when none is given and the call takes no reference. */
  array(state: State): Linear | null {
    const given = this.argument(this.site.fn.pages);
    if (given === null) return null;
    const array = state.normal(given);
    return array.isConstant ? this.memberArray(state) : array;
  }

  /** A member of a struct that is not at hand reads as zero in cleared memory, array or not. */
  private memberArray(state: State): Linear | null {
    const argument = this.call.args.at(this.site.fn.pages ?? -1);
    if (argument?.type !== null || argument.node.type !== 'field_expression') return null;
    const [found] = this.machine.locate(state, argument.node, this.call.frame);
    const address = addressOf(state, { ...found.place, type: { kind: 'array', of: null } });
    write(state, found.place, address);
    return address;
  }

  /** The array after a call that may have allocated it. */
  arrayAfter(state: State, round: number): Linear | null {
    const given = this.array(state);
    if (given === null || !this.site.fn.mayAllocate) return given;
    const place = deref(state, given, null);
    const before = read(state, place);
    if (!before.isConstant && this.site.fn.onlyUserBacked) return before;
    const array = state.symbols.once(`array ${this.name} ${round}`, () =>
      state.symbols.make(
        'the array',
        { kind: 'allocation', api: this.site.fn.name, zeroed: false },
        { kind: 'pointer', to: null },
        1,
      ),
    );
    write(state, place, array);
    return array;
  }

  storeOffset(state: State, round: number): Linear {
    const pointer = this.argument(this.site.fn.offset);
    const offset = state.symbols.once(`offset ${this.name} ${round}`, () =>
      state.symbols.make('offset', { kind: 'unknown' }, { kind: 'int', bits: 12, signed: false }),
    );
    if (pointer !== null) write(state, deref(state, pointer, null), offset);
    return offset;
  }
}
