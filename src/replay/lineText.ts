/** Text of a line of the tree, '' where it cannot be read. */
export type LineText = (file: string, line: number) => string;
