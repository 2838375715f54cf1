import { LedgerError } from "../errors.ts";

/** Converts the data of one event type from one schema version to the next. */
export interface Upcaster {
  readonly type: string;
  /** The schema version that it converts from. The result has the next version. */
  readonly from: number;
  lift(data: unknown): unknown;
}

/** Converts stored data, step by step, to the current schema version. Throws `unknown-event` for a newer version. */
export function upcast(
  event: { readonly type: string; readonly schemaVersion: number; readonly data: unknown },
  known: number,
  upcasters: readonly Upcaster[],
): unknown {
  if (event.schemaVersion > known) {
    throw new LedgerError(
      "unknown-event",
      `the log holds ${event.type} of schema version ${event.schemaVersion}, and this release knows ${known}; upgrade it`,
    );
  }
  let data = event.data;
  for (let version = event.schemaVersion; version < known; version++) {
    const upcaster = upcasters.find((one) => one.type === event.type && one.from === version);
    if (upcaster === undefined) {
      throw new LedgerError(
        "unknown-event",
        `nothing lifts ${event.type} from schema version ${version}; upgrade this release`,
      );
    }
    data = upcaster.lift(data);
  }
  return data;
}
