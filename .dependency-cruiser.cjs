/** The arrows of the design: who may import whom. Nothing imports upward. */
/** @type {Record<string, string[]>} */
const MAY_IMPORT = {
  kernel: [],
  sim: ['kernel'],
  analyzer: ['kernel'],
  replay: ['kernel', 'sim', 'analyzer'],
  tree: ['kernel', 'analyzer'],
  webview: ['kernel', 'sim', 'replay'],
  cli: ['kernel', 'sim', 'analyzer', 'replay', 'tree'],
  extension: ['kernel', 'sim', 'analyzer', 'replay', 'tree'],
};
const rooms = Object.keys(MAY_IMPORT);
const pure = '^src/(kernel|sim|analyzer|replay)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
      name: `${room}-imports-upward`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${rooms.filter((r) => r !== room && !allowed.includes(r)).join('|')})/` },
    })),
    {
      name: 'pure-room-imports-platform',
      severity: 'error',
      comment: 'kernel/, sim/, analyzer/ and replay/ run everywhere.',
      from: { path: pure },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-extension-imports-vscode',
      severity: 'error',
      from: { pathNot: '^src/extension/' },
      to: { path: '^vscode$' },
    },
    {
      name: 'webview-uses-node',
      severity: 'error',
      from: { path: '^src/webview/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nothing imports is dead code; boot.ts is a bundle of its own.',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src/webview/boot\\.ts$'] },
      to: {},
    },
    {
      name: 'not-resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '@types|@vscode-elements|@vscode/codicons|^node_modules/(lit|@lit)',
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/typescript' },
  },
};
