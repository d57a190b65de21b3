import type { Site } from '../records';
import type { FunctionUnit } from '../syntax/functionUnit';
import type { SourceFile } from '../syntax/sourceFile';
import type { SyntaxNode } from '../syntax/syntaxNode';
import type { AcquireTokens } from './callTokens';
import type { FlagValue } from './flagValue';
import type { Fit } from './siteArguments';

/** A site with what the analysis knows beyond its record. Nodes and units live with `file`. */
export interface SiteCall {
  readonly site: Site;
  readonly tokens: AcquireTokens;
  readonly fit: Fit;
  readonly flags: FlagValue;
  /** The parse in which the call is found; of `#if` arms that exclude each other, another one may
   *  hold it than the first. */
  readonly file: SourceFile;
  /** The enclosing function, or null inside a macro or a region that does not parse. */
  readonly unit: FunctionUnit | null;
  /** The `call_expression`, or null likewise. */
  readonly node: SyntaxNode | null;
}
