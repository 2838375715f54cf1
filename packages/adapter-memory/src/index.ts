// The event store in the process
export { type MemoryEventStoreOptions, memoryEventStore } from "./memory-event-store.ts";
export { type MemoryStorage, memoryStorage } from "./storage.ts";
