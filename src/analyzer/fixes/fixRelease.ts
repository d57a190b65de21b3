import { callAt } from './call';
import { convertRelease } from './convertRelease';
import { releasesTracking } from './counterpart';
import { fileEdits, isRefusal, type Refusal, refuse } from './edit';
import { findingPlace, type Fix, type FixContext, type Fixer } from './fix';
import { convertSites, sitesSharingReleases } from './convertSites';

/** Gives pages back with the call that belongs to how they were taken. */
export const fixWrongRelease: Fixer = (context) => {
  const { finding, site, sites, release } = context;
  const place = findingPlace(context);
  if (isRefusal(place)) return place;
  const { code, token } = place;
  const call = callAt(code, token);
  if (call === null) return refuse('the release is not called by its name there');
  const api = code.word(call.name);
  const shared = sites.find(
    (other) =>
      other.tracking !== site.tracking &&
      other.releases.some(
        ({ file, line }) => file === finding.file && line === code.lineOf(call.name),
      ),
  );
  if (shared && releasesTracking(api, shared.tracking)) {
    return refuse(`${api}() is right for ${shared.api}() at ${shared.file}:${String(shared.line)}`);
  }
  const edits = convertRelease(code, call, site.tracking, release);
  if (isRefusal(edits)) return edits;
  const name = /\w+/.exec(edits[0]?.text ?? '')?.[0] ?? '';
  return [
    {
      title: `Release with ${name}()`,
      preferred: true,
      files: [fileEdits(finding.file, edits)],
    },
  ];
};

/** Takes the pages with the pin call instead, and releases them accordingly everywhere. */
export const fixByPinning: Fixer = (context) => {
  const conversion = pinning(context);
  return isRefusal(conversion) ? conversion : [conversion];
};

function pinning(context: FixContext): Fix | Refusal {
  const { site, sites } = context;
  const group = sitesSharingReleases(site, sites).filter(({ tracking }) => tracking === 'get');
  const conversion = convertSites(group, 'pin', context);
  if (!conversion.ok) {
    const [first] = conversion.obstacles;
    return refuse(first ? `${first.file}:${String(first.line)}: ${first.why}` : 'not convertible');
  }
  const others = group.length > 1 ? ` and ${String(group.length - 1)} more` : '';
  const title = `Convert ${site.api}()${others} to pin_user_pages*(), with all releases`;
  return { title, preferred: true, files: conversion.files };
}
