/** The rows that show a page. Nearly every page has one: only those with more pay for a set. */
export class RowIndex {
  private readonly rows = new Map<number, number | Set<number>>();

  add(page: number, row: number): void {
    const known = this.rows.get(page);
    if (known === undefined) this.rows.set(page, row);
    else if (typeof known !== 'number') known.add(row);
    else if (known !== row) this.rows.set(page, new Set([known, row]));
  }

  delete(page: number, row: number): void {
    const known = this.rows.get(page);
    if (known === row) this.rows.delete(page);
    else if (typeof known === 'object') known.delete(row);
  }

  /** Calls `each` with every row of the page. */
  forEach(page: number, each: (row: number) => void): void {
    const known = this.rows.get(page);
    if (typeof known === 'number') each(known);
    else known?.forEach(each);
  }
}
