// Would a wrong aggregate be noticed? Each mutant is one small mistake that a test must catch.
export default {
  plugins: ["@stryker-mutator/vitest-runner"],
  testRunner: "vitest",
  vitest: { configFile: "vitest.mutation.config.ts" },
  mutate: [
    "packages/core/src/{prompt,version,access,integration}/**/*.ts",
    "!packages/core/src/**/*.{test,test-d}.ts",
  ],
  concurrency: 2,
  reporters: ["clear-text", "html"],
  htmlReporter: { fileName: "reports/mutation.html" },
  tempDirName: ".stryker-tmp",
};
