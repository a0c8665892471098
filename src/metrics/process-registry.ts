import { collectDefaultMetrics, Registry } from 'prom-client';

const PRECISION_MS = 20;

let registry: Registry | null = null;

/** What is of the process and not of a service in it: event loop, memory, garbage collection. Watched once. */
export function processRegistry(): Registry {
  if (registry === null) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: PRECISION_MS });
  }
  return registry;
}
