/** What a cursor tells by number and by name. */
export interface NamedPosition {
  readonly nodeType: string;
  readonly nodeTypeId: number;
  readonly nodeIsNamed: boolean;
  readonly currentFieldName: string | null | undefined;
  readonly currentFieldId: number;
}

interface NodeKind {
  readonly type: string;
  readonly named: boolean;
}

/**
 * The names of a grammar's node types and fields by number. The parsers make a new string each time
 * they are asked for a name; one string for each keeps trees small and their comparison quick.
 */
export class GrammarNames {
  private readonly kinds = new Map<number, NodeKind>();
  private readonly fields = new Map<number, string | null>();

  kind(at: NamedPosition): NodeKind {
    const id = at.nodeTypeId;
    let known = this.kinds.get(id);
    if (known === undefined) {
      known = { type: at.nodeType, named: at.nodeIsNamed };
      this.kinds.set(id, known);
    }
    return known;
  }

  /** The field of the node under its parent, or null. */
  field(at: NamedPosition): string | null {
    const id = at.currentFieldId;
    let known = this.fields.get(id);
    if (known === undefined) {
      known = at.currentFieldName ?? null;
      this.fields.set(id, known);
    }
    return known;
  }
}
