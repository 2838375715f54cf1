import { defineConfig } from "vitest/config";

// Tests run on the sources: the condition makes every `@promptledger/*` import resolve to src/index.ts.
const conditions = ["@promptledger/source"];
// `npm run test:soak` sets SOAK=1, which adds the tests that run for minutes.
const soak = process.env["SOAK"] === "1";

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", ...(soak ? [] : ["**/*.soak.test.ts"])],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    // By default vitest leaves a core for its own process, which on two cores halves the speed.
    maxWorkers: "100%",
    // Nothing in the packages keeps state in a module: files of one worker share what they import.
    isolate: false,
  },
});
