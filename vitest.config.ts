import { defineConfig } from "vitest/config";
import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

// Tests run on the sources: the condition makes every `@promptledger/*` import resolve to src/index.ts.
const conditions = ["@promptledger/source"];
// `npm run test:soak` sets SOAK=1, which adds the tests that run for minutes.
const soak = process.env["SOAK"] === "1";
const everything = ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/**/*.test.ts"];
// The tests that share a PostgreSQL server, through testPostgresUrl().
const storage = ["packages/adapter-postgres/test/**/*.test.ts", "packages/**/*.postgres.test.ts"];
// The tests that share a Redis server, or a Redis Cluster, through testRedisUrl() and testRedisCluster().
const redis = ["packages/adapter-redis/test/**/*.test.ts", "packages/**/*.redis.test.ts"];

// The files that take longest, though they are short: begun last, one of them would run alone in the end.
const long =
  /\/(properties|contract|rules|filters|broken-\w+|docs|serve|packed-packages|examples)\.test\.ts$/u;

// A worker serves one project. One that goes on to another is started again, imports everything again, and starts its PGlite again: so all files of
// a project follow each other. Those of the last are many and short.
const projects = ["redis", "storage", "units"];

class ProjectByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ project, moduleId }: TestSpecification): number =>
      2 * projects.indexOf(project.name) + (long.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    exclude: ["**/node_modules/**", "**/dist/**", ...(soak ? [] : ["**/*.soak.test.ts"])],
    // Generous, for a machine that others use too may be several times as slow from one hour to the next.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
    // By default vitest leaves a core for its own process, which on two cores halves the speed. One worker more than cores is no faster: each
    // imports everything for itself.
    maxWorkers: "100%",
    sequence: { sequencer: ProjectByProject },
    // Nothing in the packages keeps state in a module: files of one worker share what they import.
    isolate: false,
    // What vite made of a source is kept for the next run, under the hash of its text.
    experimental: { fsModuleCache: true, fsModuleCachePath: "node_modules/.cache/vitest" },
    projects: [
      { extends: true, test: { name: "units", include: everything, exclude: [...storage, ...redis] } },
      {
        extends: true,
        test: {
          name: "storage",
          include: storage,
          // Starts PostgreSQL once, and only when a file of this project is to run.
          globalSetup: ["packages/test-servers/src/postgres-global-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "redis",
          include: redis,
          // Starts Redis once, and only when a file of this project is to run; the cluster when a test asks for it.
          globalSetup: ["packages/test-servers/src/redis-global-setup.ts"],
        },
      },
    ],
  },
});
