import { formatSource, type KernelRelease, seriesOf, type SourceText } from '../../kernel';

/** The one source to quote: of the release's own series where there is one, else the first. */
export function sourceFor(sources: readonly SourceText[], release: KernelRelease): string[] {
  const series = seriesOf(release);
  const own = sources.find(
    (text) => text.startsWith(`${series}.`) || text.startsWith(`${series} `),
  );
  const chosen = own ?? sources[0];
  return chosen === undefined ? [] : [formatSource(chosen)];
}
