import type { TemplateFolder } from './folder/template-folder.ts';

/** How mails look, and whose they are. */
export interface Stationery {
  /** What mails call the service. */
  readonly service: string;
  /** Of buttons, as `#rrggbb`. */
  readonly color: string;
  /** Readable on that colour. */
  readonly ink: string;
  /** Null: the built-in templates alone. */
  readonly templates: TemplateFolder | null;
}

export function plainStationery(service: string): Stationery {
  return { service, color: '#1d4ed8', ink: '#ffffff', templates: null };
}
