import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Live } from "../live/live.ts";

/** Saves of the same file, each waiting for the one before: the last one to begin is the one that stays. */
const saving = new Map<string, Promise<void>>();

/**
 * Saves everything that a live view holds to a file, as it is when the save begins. The file is replaced at once: who reads it finds the bundle of
 * before or this one, also after a power cut. Saves of one file by this process follow one another, so it may be called on every change.
 */
export async function saveBundle(live: Pick<Live, "bundle">, file: string): Promise<void> {
  const before = saving.get(file) ?? Promise.resolve();
  const saved = before.catch(() => undefined).then(() => write(live.bundle(), file));
  saving.set(file, saved);
  try {
    await saved;
  } finally {
    if (saving.get(file) === saved) saving.delete(file);
  }
}

/** The text of a saved bundle, for `liveFromBundle`. */
export function readBundle(file: string): Promise<string> {
  return readFile(file, "utf8");
}

async function write(text: string, file: string): Promise<void> {
  // Beside the file, so that it is on the same disk and can take its place.
  const temporary = `${file}.${process.pid}-${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(text, "utf8");
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

/** Makes the new name durable too. Where a folder cannot be opened, as on Windows, the system does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(join(folder, ".")).catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync();
  } catch {
    // Some file systems cannot sync a folder.
  } finally {
    await handle.close();
  }
}
