// Who may import whom. test/dependency-rules.test.ts plants every violation once and expects its rule to fire.
// Paths of npm packages are matched by their place in node_modules, wherever pnpm keeps the real folder.

const tests = "\\.test(-d)?\\.ts$|^packages/[^/]+/test/";
const source = { path: "^packages/[^/]+/src/", pathNot: tests };
const adapters = "^packages/adapter-[^/]+/";

/**
 * The path of any npm package but the ones named.
 * @param {...string} allowed
 */
const npmOtherThan = (...allowed) => `node_modules/(?!\\.pnpm/)(?!(?:${allowed.join("|")})(?:/|$))`;

/**
 * The rooms of core from the top down, those of one line beside each other. Folder-wide rules on circles (`scope: "folder"`) would do
 * without an order, but they count what tests import, and a test may import anything.
 */
const rooms = [
  ["node"],
  ["ledger"],
  ["write", "subscription", "live", "proof"],
  ["read"],
  ["authorization", "identity"],
  ["adapter-kit"],
  ["history"],
  ["store", "call-shape"],
  ["catalog", "template"],
  ["prompt"],
  ["version"],
  ["access"],
  ["integration"],
  ["ports", "rows"],
  ["validation"],
];

/**
 * One rule for each room but the topmost: it may import what lies below it, and the files beside the rooms.
 * @type {import("dependency-cruiser").IForbiddenRuleType[]}
 */
const downward = rooms.slice(1).flatMap((line, index) =>
  line.map((room) => ({
    name: `core-${room}-imports-only-below`,
    comment: "Rooms that import each other are one room. The order stands above, in `rooms`.",
    severity: "error",
    from: { path: `^packages/core/src/${room}/`, pathNot: tests },
    to: { path: `^packages/core/src/(?!(?:${[room, ...rooms.slice(index + 2).flat()].join("|")})/)[^/]+/` },
  })),
);

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circular",
      comment: "Two files that need each other are one idea, or the arrow between them points the wrong way.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere would make every other rule blind to it.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "core-has-no-node",
      comment: "The domain runs in any JavaScript runtime.",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: `^packages/core/src/node/|${tests}` },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "core-enters-node-by-its-own-door",
      comment: "Only who enters by `@promptledger/core/node` needs Node.",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: `^packages/core/src/node/|${tests}` },
      to: { path: "^packages/core/src/node/" },
    },
    {
      name: "core-imports-no-package-of-ours",
      comment: "Everything depends on core; core depends on no adapter, no API and no test kit.",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: tests },
      to: { path: "^(?:packages/(?!core/)|benchmarks/)" },
    },
    {
      name: "core-imports-few-npm-packages",
      comment: "Each is pure and runs everywhere; no driver is.",
      severity: "error",
      from: { path: "^packages/core/src/", pathNot: tests },
      to: { path: npmOtherThan("immer", "ulid", "zod", "@noble/hashes", "@noble/curves", "diff") },
    },
    ...downward,
    {
      name: "core-rooms-are-in-order",
      comment: "A new room takes its place in `rooms`; without one it could import anything.",
      severity: "error",
      from: { path: `^packages/core/src/(?!(?:${rooms.flat().join("|")})/)[^/]+/`, pathNot: tests },
      to: {},
    },
    {
      name: "hosts-enter-core-by-its-index",
      comment:
        "What core's second door, `@promptledger/core/adapter`, offers is for adapters and what tests and measures them.",
      severity: "error",
      from: {
        path: "^(?:packages|examples)/",
        pathNot: `^packages/(?:core|testing|test-servers)/|${adapters}|${tests}`,
      },
      to: { path: "^packages/core/src/adapter\\.ts$" },
    },
    {
      name: "adapters-import-core-only",
      comment: "An adapter knows the port and its own driver: no other adapter, no API.",
      severity: "error",
      from: { path: "^packages/(adapter-[^/]+)/src/", pathNot: tests },
      to: { path: "^(?:packages/(?!core/|$1/)|benchmarks/)" },
    },
    {
      name: "adapter-memory-imports-no-npm-package",
      comment: "The memory adapter has no driver.",
      severity: "error",
      from: { path: "^packages/adapter-memory/src/", pathNot: tests },
      to: { path: "node_modules/(?!\\.pnpm/)" },
    },
    {
      name: "http-imports-core-only",
      comment: "The APIs speak to the ledger; which storage is behind it is the host's choice.",
      severity: "error",
      from: { path: "^packages/http/src/", pathNot: tests },
      to: { path: "^(?:packages/(?!core/|http/)|benchmarks/)" },
    },
    {
      name: "http-imports-few-npm-packages",
      comment: "Fetch handlers need a router, a validator and signed tokens.",
      severity: "error",
      from: { path: "^packages/http/src/", pathNot: `^packages/http/src/node\\.ts$|${tests}` },
      to: { path: npmOtherThan("hono", "zod", "jose") },
    },
    {
      name: "http-imports-node-by-its-own-door",
      comment: "Only who enters by `@promptledger/http/node` needs Node.",
      severity: "error",
      from: { path: "^packages/http/src/node\\.ts$" },
      to: { path: npmOtherThan("@hono/node-server") },
    },
    {
      name: "models-imports-core-only",
      comment: "Calling a model needs the port and a client library; neither storage nor API.",
      severity: "error",
      from: { path: "^packages/models/src/", pathNot: tests },
      to: { path: "^(?:packages/(?!core/|models/)|benchmarks/)" },
    },
    {
      name: "jinja-imports-core-only",
      comment: "A renderer needs the port and an engine; neither storage nor API.",
      severity: "error",
      from: { path: "^packages/jinja/src/", pathNot: tests },
      to: { path: "^(?:packages/(?!core/|jinja/)|benchmarks/)" },
    },
    {
      name: "jinja-imports-few-npm-packages",
      comment: "The engine runs everywhere, as core does, and one file alone knows it.",
      severity: "error",
      from: { path: "^packages/jinja/src/(?!engine\\.ts$)", pathNot: tests },
      to: { path: "node_modules/(?!\\.pnpm/)" },
    },
    {
      name: "jinja-engine-imports-its-library-only",
      comment: "A renderer needs one engine.",
      severity: "error",
      from: { path: "^packages/jinja/src/engine\\.ts$" },
      to: { path: npmOtherThan("@huggingface/jinja") },
    },
    {
      name: "testing-imports-core-and-memory-only",
      comment: "Authors of any adapter use the suite, so it brings no other storage and no API.",
      severity: "error",
      from: { path: "^packages/testing/src/", pathNot: tests },
      to: { path: "^(?:packages/(?!core/|adapter-memory/|testing/)|benchmarks/)" },
    },
    {
      name: "testing-imports-few-npm-packages",
      comment: "What the suite imports, every author of an adapter installs.",
      severity: "error",
      from: { path: "^packages/testing/src/", pathNot: tests },
      to: { path: npmOtherThan("fast-check", "vitest") },
    },
    {
      name: "only-composition-roots-name-adapters",
      comment: "Swapping storage must not touch domain code.",
      severity: "error",
      from: {
        path: "^(?:packages|benchmarks|examples)/",
        pathNot: `^packages/(?:cli|testing)/|^benchmarks/|^examples/|${adapters}|${tests}`,
      },
      to: { path: adapters },
    },
    {
      name: "src-does-not-import-testing",
      comment: "The test kit and the test servers are for tests.",
      severity: "error",
      from: { ...source, path: "^packages/(?!testing/|test-servers/)[^/]+/src/" },
      to: { path: "^packages/(?:testing|test-servers)/" },
    },
    {
      name: "src-does-not-import-vitest",
      comment: "Only the test kit and the test servers may need the test runner.",
      severity: "error",
      from: { ...source, path: "^packages/(?!testing/|test-servers/)[^/]+/src/" },
      to: { path: "node_modules/(?:vitest|@vitest)/" },
    },
    {
      name: "src-does-not-import-tests",
      comment: "A published file must not lead to one that is not published.",
      severity: "error",
      from: source,
      to: { path: tests },
    },
    {
      name: "src-does-not-import-dev-dependencies",
      comment: "Users of the package do not get them.",
      severity: "error",
      from: source,
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["npm", "npm-peer"],
      },
    },
    {
      name: "src-imports-declared-packages",
      comment: "A package that is only there by accident of installation will be missing elsewhere.",
      severity: "error",
      from: source,
      // An optional peer is called npm-no-pkg as well as npm-peer.
      to: {
        dependencyTypes: ["npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["npm", "npm-peer"],
      },
    },
    {
      name: "no-deep-imports",
      comment:
        "Another package is entered through its name, which leads to its index; adapters and test processes have doors of their own.",
      severity: "error",
      from: { path: "^(packages/[^/]+|benchmarks|examples/[^/]+)/" },
      to: {
        path: "^packages/[^/]+/(?!src/index\\.ts$)",
        pathNot:
          "^(?:$1/|packages/core/src/adapter\\.ts$|packages/core/src/node/save-bundle\\.ts$|packages/http/src/node\\.ts$|packages/testing/src/(history|ledger)\\.ts$|packages/test-servers/src/worker\\.ts$)",
      },
    },
    {
      name: "no-relative-imports-between-packages",
      comment: "Another package is entered through its name, which leads to its index.",
      severity: "error",
      from: { path: "^(packages/[^/]+|benchmarks|examples/[^/]+)/" },
      to: { path: "^packages/", pathNot: "^$1/", dependencyTypes: ["local"] },
    },
  ],
  options: {
    // Anchored: a bare `/dist/` would also hide every npm package whose files lie in a folder of that name.
    exclude: { path: "^(?:(?:packages/[^/]+|benchmarks)/dist|examples/next)/" },
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["@promptledger/source", "types", "import", "node", "default"],
      extensions: [".ts", ".mjs", ".js", ".d.ts"],
    },
  },
};
