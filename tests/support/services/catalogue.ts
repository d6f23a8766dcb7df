import { chromium } from './chromium.ts';
import { kafka } from './kafka.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import type { ServiceDefinition, ServiceName } from './service.ts';

/** How each service is had. */
export const catalogue: Readonly<Record<ServiceName, ServiceDefinition>> = { postgres, redis, kafka, chromium };
