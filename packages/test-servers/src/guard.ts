import { spawn } from "node:child_process";

// Reading ends without a line when the process that holds the other end of the pipe is no more. Upon SIGQUIT PostgreSQL ends
// at once and frees its shared memory.
const SCRIPT = 'read -r line || { kill -QUIT "$0"; sleep 1; kill -KILL "$0"; rm -rf -- "$1"; } 2>/dev/null';

/**
 * Ends a server and removes its folder when this process is no more, even if it was killed and could not clean up.
 * What is answered releases the guard; call it when the server has ended.
 */
export function guard(pid: number, folder: string): () => void {
  const watcher = spawn("sh", ["-c", SCRIPT, String(pid), folder], {
    // A group of its own: what ends the group of this process must not end its guard.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.unref();
  watcher.stdin.on("error", () => {});
  return () => watcher.stdin.end("released\n");
}
