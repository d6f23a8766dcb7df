export * from './app.ts';
export * from './dependencies.ts';
export type { HttpApp } from './frame/environment.ts';
export type { Brand, BrandLogo } from './pages/brand.ts';
export { type Color, contrast, inkOn } from './pages/palette.ts';
export { createOperationsApp, type OperationsDependencies, type Readiness } from './operations/operations-app.ts';
export { isLoopback } from './operations/known-host.ts';
export * from './server.ts';
