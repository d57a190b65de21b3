import type {
  ArtifactLocation,
  CodeFlow,
  Location,
  Log,
  Notification,
  PhysicalLocation,
  ReportingConfiguration,
  ReportingDescriptor,
  Result,
  Suppression as SarifSuppression,
  ThreadFlowLocation,
} from 'sarif';
import type {
  Confidence,
  DamagedFunction,
  Finding,
  PathStep,
  PathStepKind,
  Severity,
  Skipped,
} from '../records';
import type { SuppressedFinding, Suppression } from '../suppress/suppression';

/** What a viewer shows of a rule. */
export interface RuleHelp {
  readonly id: string;
  /** One sentence. */
  readonly summary: string;
  /** What is checked, why it matters, since which release. Plain text. */
  readonly text: string;
  readonly markdown?: string;
  readonly severity: Severity;
}

export interface SarifInput {
  readonly version: string;
  /** The kernel release that the tree was judged by. */
  readonly kernel: string;
  readonly rules: readonly RuleHelp[];
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** What could not be analysed: files, and functions that could not be read whole. */
  readonly skipped: readonly Skipped[];
  readonly damaged: readonly DamagedFunction[];
  /** Whether the findings were compared with a baseline: then the rest are new. */
  readonly hasBaseline: boolean;
}

const LEVEL = { error: 'error', warning: 'warning', information: 'note' } as const satisfies Record<
  Severity,
  ReportingConfiguration.level
>;

/** Priority for viewers that sort by `rank`, 0 to 100. */
const RANK: Readonly<Record<Confidence, number>> = { high: 90, medium: 60, low: 20 };

/** Files are named relative to the tree; a consumer sets this base to where it has its own. */
const ROOT = 'SRCROOT';

/** A name for our fingerprints and their version, as SARIF 2.1.0 section 3.27.17 asks. */
const FINGERPRINT = 'gupReview/v1';

/** The result of a run as a SARIF 2.1.0 log, suppressed findings included and marked. */
export function sarifLog(input: SarifInput): Log {
  const results = [
    ...input.findings.map((finding) => result(finding, input, null)),
    ...input.suppressed.map(({ finding, suppression }) => result(finding, input, suppression)),
  ];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'gup-review',
            semanticVersion: input.version,
            rules: input.rules.map(descriptor),
          },
        },
        // Columns are counted as JavaScript and VS Code count them.
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The kernel tree.' } } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...input.skipped.map(ofFile),
              ...input.damaged.map(ofFunction),
            ],
          },
        ],
        results,
        properties: { kernel: input.kernel },
      },
    ],
  };
}

function descriptor(rule: RuleHelp): ReportingDescriptor {
  const { markdown } = rule;
  return {
    id: rule.id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.text },
    help: markdown === undefined ? { text: rule.text } : { text: rule.text, markdown },
    defaultConfiguration: { level: LEVEL[rule.severity] },
  };
}

function ofFile({ file, why }: Skipped): Notification {
  return {
    level: 'warning',
    message: { text: `${file} was not analysed: ${why}` },
    locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
  };
}

function ofFunction({ file, line, function: name }: DamagedFunction): Notification {
  return {
    level: 'warning',
    message: { text: `${name === '' ? 'a function' : `${name}()`} could not be read whole` },
    locations: [
      { physicalLocation: { artifactLocation: artifact(file), region: { startLine: line } } },
    ],
  };
}

function result(finding: Finding, input: SarifInput, suppression: Suppression | null): Result {
  const ruleIndex = input.rules.findIndex(({ id }) => id === finding.rule);
  const known = suppression?.by === 'baseline';
  return {
    ruleId: finding.rule,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: LEVEL[finding.severity],
    rank: RANK[finding.confidence],
    message: { text: finding.message },
    locations: [{ physicalLocation: place(finding) }],
    ...(finding.path.length > 0 && { codeFlows: [codeFlow(finding.path)] }),
    partialFingerprints: { [FINGERPRINT]: finding.fingerprint },
    ...(input.hasBaseline && { baselineState: known ? 'unchanged' : 'new' }),
    suppressions: suppression === null ? [] : [sarifSuppression(suppression)],
    properties: { confidence: finding.confidence, site: finding.site },
  };
}

/** Kinds of a step as section 3.38.8 names them. */
const KINDS: Readonly<Record<PathStepKind, readonly string[]>> = {
  acquire: ['acquire', 'resource'],
  release: ['release', 'resource'],
  handover: ['call', 'resource'],
  branch: ['branch'],
  call: ['call'],
  exit: ['exit'],
};

function codeFlow(path: readonly PathStep[]): CodeFlow {
  return { threadFlows: [{ locations: path.map(flowStep) }] };
}

function flowStep(step: PathStep): ThreadFlowLocation {
  const { kind, depth } = step;
  return {
    location: stepPlace(step),
    ...(kind !== undefined && { kinds: [...KINDS[kind]] }),
    ...(depth !== undefined && { nestingLevel: depth }),
  };
}

function stepPlace({ file, line, message }: PathStep): Location {
  return {
    physicalLocation: { artifactLocation: artifact(file), region: { startLine: line } },
    message: { text: message },
  };
}

function place(finding: Finding): PhysicalLocation {
  return {
    artifactLocation: artifact(finding.file),
    region: {
      startLine: finding.line,
      startColumn: finding.column,
      endLine: finding.endLine,
      endColumn: finding.endColumn,
    },
  };
}

function artifact(file: string): ArtifactLocation {
  // Half a surrogate pair, which a file name may hold, cannot be encoded.
  const wellFormed = file.replace(/\p{Surrogate}/gu, '\ufffd');
  const uri = wellFormed.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: ROOT };
}

function sarifSuppression({ by, reason, file, line }: Suppression): SarifSuppression {
  return {
    kind: by === 'comment' ? 'inSource' : 'external',
    status: 'accepted',
    justification: reason,
    location: {
      physicalLocation: {
        artifactLocation: artifact(file),
        ...(line !== null && { region: { startLine: line } }),
      },
    },
  };
}
