export * from './app.ts';
export * from './dependencies.ts';
export type { HttpApp } from './frame/environment.ts';
export * from './server.ts';
