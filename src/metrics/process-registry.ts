import { collectDefaultMetrics, Registry } from 'prom-client';

const PRECISION_MS = 20;

let registry: Registry | null = null;

/** Metrics of the process rather than of one service in it: event loop, memory, garbage collection. Created once. */
export function processRegistry(): Registry {
  if (registry === null) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: PRECISION_MS });
  }
  return registry;
}
