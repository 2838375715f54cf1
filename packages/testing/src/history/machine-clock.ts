/**
 * The clock of a history, in microseconds. It is the machine's monotone clock: all processes of one machine share it, it never goes back, and
 * it runs on while a process is stopped. Wall clocks are adjusted, and `performance.now()` starts at zero in every process.
 */
export function machineClock(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
