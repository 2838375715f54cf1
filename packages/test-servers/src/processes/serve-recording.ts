import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** How a process that records what it does was started. */
export interface RecordingSettings {
  readonly name: string;
  readonly role: "clients" | "follower";
  readonly tenants: readonly string[];
  readonly clients: number;
  /** The file that it appends its record to. */
  readonly record: string;
  /** The file of the process that it replaces. */
  readonly predecessor: string | null;
}

/** From the test to a process: finish, or the heads that followers follow to. */
export type ToRecording = "finish" | { readonly heads: { readonly [tenant: string]: number } };

/** From a process to the test: more lines were recorded, or all work is done. */
export type FromRecording = { readonly lines: number } | "done" | { readonly failed: string };

/** What the work of a process is given. */
export interface RecordingScene extends Omit<RecordingSettings, "record" | "predecessor"> {
  readonly inherited: string;
  /** Appends a line to the record. It is there even if the process is killed right afterwards. */
  write(line: string): void;
  isDone(): boolean;
  readonly heads: Promise<{ readonly [tenant: string]: number }>;
}

const LINES = 100;

/** Does the work of a process that `recordingProcesses` started: its last argument holds the settings. */
export function serveRecording(work: (scene: RecordingScene) => Promise<void>): void {
  const settings = JSON.parse(process.argv.at(-1) ?? "") as RecordingSettings;
  const { record, predecessor, ...rest } = settings;
  const file = openSync(record, "a");
  let isDone = false;
  let lines = 0;
  let setHeads: (heads: { readonly [tenant: string]: number }) => void = () => undefined;
  const heads = new Promise<{ readonly [tenant: string]: number }>((resolve) => {
    setHeads = resolve;
  });
  process.on("message", (message: ToRecording) => {
    if (message === "finish") isDone = true;
    else setHeads(message.heads);
  });
  process.on("disconnect", () => process.exit(0));
  send({ lines: 0 });
  work({
    ...rest,
    inherited: predecessor === null ? "" : readFileSync(predecessor, "utf8"),
    write(line) {
      writeSync(file, line);
      lines += 1;
      if (lines % LINES === 0) send({ lines: LINES });
    },
    isDone: () => isDone,
    heads,
  }).then(
    () => {
      closeSync(file);
      send("done");
    },
    (error: unknown) =>
      send({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
}

function send(message: FromRecording): void {
  process.send?.(message);
}
