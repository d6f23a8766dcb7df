/** Every process of the service in the world, by its role and a number. */
export const slotNames = ['serve-1', 'serve-2', 'relay-1', 'relay-2', 'worker-1', 'worker-2'] as const;
export type SlotName = (typeof slotNames)[number];

export const serverNames = ['postgres', 'redis', 'kafka'] as const;
export type ServerName = (typeof serverNames)[number];

/** Who a process has a link to; `clients` is the link from the driver to a `serve`. */
export type Peer = ServerName | 'smtp' | 'clients';

/** - `half-open`: requests arrive and answers do not. */
export type LinkFault = 'cut' | 'frozen' | 'half-open' | 'slow';

/** What a server comes back with: all that it had, nothing, or what it had at some earlier moment. */
export type ComesBack = 'as it was' | 'empty' | 'from an old snapshot';

type Timing = {
  /** Milliseconds between the fault before this one and this one. */
  readonly afterMs: number;
  /** Milliseconds until it is healed; a killed process of the service is started again at once. */
  readonly forMs: number;
  /** It hits while the one before may still hurt; others wait until writes are acknowledged again. */
  readonly inTheMidst: boolean;
};

export type Fault = Timing &
  (
    | { readonly kind: 'kill'; readonly victim: SlotName }
    | { readonly kind: 'kill'; readonly victim: ServerName; readonly comesBack: ComesBack }
    | { readonly kind: 'freeze'; readonly victim: SlotName | 'redis' | 'kafka' }
    | { readonly kind: 'link'; readonly of: SlotName; readonly to: Peer; readonly how: LinkFault }
  );

/** The fault in a few words, for the printed plan. */
export function describeFault(fault: Fault): string {
  const seconds = `${(fault.forMs / 1000).toFixed(1)} s`;
  if (fault.kind === 'freeze') return `SIGSTOP ${fault.victim} for ${seconds}`;
  if (fault.kind === 'link') return `link ${fault.of} – ${fault.to} ${fault.how} for ${seconds}`;
  if (!('comesBack' in fault)) return `SIGKILL ${fault.victim}`;
  if (fault.victim === 'postgres') return `pg_ctl stop -m immediate, back after ${seconds}`;
  return `SIGKILL ${fault.victim}, back ${fault.comesBack} after ${seconds}`;
}
