import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Live } from "../live/live.ts";

type Bundling = Pick<Live, "bundle">;

/** The saves of a file: the one that is being written, and the view that is to be written after it. */
interface Saves {
  readonly running: Promise<void>;
  readonly next: { readonly live: Bundling; readonly done: Promise<void> } | null;
}

const saves = new Map<string, Saves>();

/**
 * Saves everything that a live view holds to a file, for `liveFromBundle`. The file is replaced at once: who reads it finds the bundle of before
 * or this one, also after a power cut. Saves of one file by this process follow one another, and those that wait are made as one, with what the view
 * holds then; so it may be called on every change.
 */
export function saveBundle(live: Bundling, file: string): Promise<void> {
  const path = resolve(file);
  const before = saves.get(path);
  if (before?.next?.live === live) return before.next.done;
  const after = before?.next?.done ?? before?.running ?? Promise.resolve();
  const done: Promise<void> = after
    .catch(() => undefined)
    .then(async () => {
      if (saves.get(path)?.next?.done === done) saves.set(path, { running: done, next: null });
      await write(live.bundle(), path);
    })
    .finally(() => {
      if (saves.get(path)?.running === done && saves.get(path)?.next === null) saves.delete(path);
    });
  saves.set(path, before === undefined ? { running: done, next: null } : { ...before, next: { live, done } });
  return done;
}

/** How many bytes of a bundle are read at once. */
const PIECE = 1_048_576;

/** The bytes of a saved bundle, for `liveFromBundle`. */
export async function readBundle(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.allocUnsafeSlow(size);
    // Through a small buffer: where the system itself writes into new memory, the first look at each page of it waits for the system once more.
    const piece = Buffer.allocUnsafeSlow(PIECE);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await handle.read(piece, 0, Math.min(PIECE, size - length), length);
      if (bytesRead === 0) break;
      length += piece.copy(bytes, length, 0, bytesRead);
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

async function write(text: string, path: string): Promise<void> {
  // Beside the file, so that it is on the same disk and can take its place.
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(text, "utf8");
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes the new name durable too. Where a folder cannot be opened or synced, as on Windows, the system does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
