/**
 * A relay that is killed, stopped or cut off holds the lease for as long as it lasts; the others look at it this often
 * at least. Both together are the time to take over: less than five seconds.
 */
export const relayTiming = { leaseSeconds: 4, pollMs: 500 } as const;
