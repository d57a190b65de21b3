import { argumentsOf } from '../sites/flagExpression';
import { isExported } from './entryPoints';
import { outermost, successes } from './evidence';
import type { SiteFacts } from './rule';

/** A device is given memory (linux/dma-mapping.h, linux/scatterlist.h, linux/iommu.h). */
const MAPS =
  /\b(?:dma_map_\w+|pci_map_\w+|iommu_map\w*|sg_alloc_table_from_pages\w*|sg_set_page)\s*\(/;

/**
 * Whether pages are pinned to be filled: FOLL_WRITE is asked for in one direction only, or for a short
 * time. For long, drivers also pass it to break COW. Those that hand the pages out to whoever calls
 * them leave it to these what becomes of them.
 */
export function meansToFill(facts: SiteFacts): boolean {
  const { call } = facts;
  const { must, may, unknown } = call.flags;
  if (call.site.tracking !== 'pin' || unknown || !may.has('FOLL_WRITE')) return false;
  if (isExported(call.file, call.site.function) || takesFromUser(facts)) return false;
  const isAsked = outermost(facts, successes(facts)).some(({ hold }) => hold.forWriting !== false);
  if (!isAsked) return false;
  if (!may.has('FOLL_LONGTERM')) return true;
  return !must.has('FOLL_WRITE') && MAPS.test(call.file.text);
}

/** The address is that of a parameter which the function promises not to write to. */
function takesFromUser({ call: { node, fit, unit, file } }: SiteFacts): boolean {
  const index = fit.signature?.index.start;
  const address = node && index !== undefined ? argumentsOf(node).at(index) : undefined;
  if (address === undefined || unit === null) return false;
  const head = unit.text.slice(0, unit.text.indexOf('{'));
  const words = file.source.of(address).match(/\w+/g) ?? [];
  return words.some((word) => new RegExp(`\\bconst\\b[^,()]*\\*\\s*${word}\\b`).test(head));
}
