import { availableParallelism } from 'node:os';

// libuv reads this once, at the first use of its pool, so this module is the first import of the process.
// argon2 runs there: as many threads as cores is what the machine can do, more only makes each hash slower.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(2, availableParallelism()));
