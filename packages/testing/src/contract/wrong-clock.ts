/** Makes a call while the clock of this process is wrong by this many milliseconds, forward or back. */
export async function withWrongClock<T>(milliseconds: number, call: () => Promise<T>): Promise<T> {
  const { now } = Date;
  Date.now = () => now() + milliseconds;
  try {
    return await call();
  } finally {
    Date.now = now;
  }
}
