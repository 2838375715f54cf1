/** The bytes of the heap and of buffers that are in use, after a collection of garbage where the process can make one. */
export function used(): number {
  (globalThis as { readonly gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
