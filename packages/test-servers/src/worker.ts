// What the programs of test processes need. A door of its own: through the index they would load the test runner and every driver.
export { serveJobs } from "./processes/serve-jobs.ts";
export { type RecordingScene, serveRecording } from "./processes/serve-recording.ts";
export { type KeptStore, serveStores } from "./processes/serve-stores.ts";
