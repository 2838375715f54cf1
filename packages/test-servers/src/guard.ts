import { spawn } from "node:child_process";

// Reading ends without a line when the process at the other end of the pipe has ended. On SIGQUIT, PostgreSQL ends at once and
// frees its shared memory.
const SCRIPT = 'read -r line || { kill -QUIT "$0"; sleep 1; kill -KILL "$0"; rm -rf -- "$1"; } 2>/dev/null';

/**
 * Ends a server and removes its folder when this process ends, even if it was killed and could not clean up.
 * Returns a function that releases the guard. Call it when the server has ended.
 */
export function guard(pid: number, folder: string): () => void {
  const watcher = spawn("sh", ["-c", SCRIPT, String(pid), folder], {
    // The guard has its own process group, so that ending the group of this process does not end it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.unref();
  watcher.stdin.on("error", () => {});
  return () => watcher.stdin.end("released\n");
}
