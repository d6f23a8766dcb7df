/**
 * A relay that is killed, stopped or cut off holds the lease for as long as it lasts; the others look at it this often
 * at least. One that PostgreSQL still hears, and that hears nothing back, renews it once more, after a third of it. All
 * of that together is the time to take over: less than five seconds.
 */
export const relayTiming = { leaseSeconds: 3, pollMs: 500 } as const;
