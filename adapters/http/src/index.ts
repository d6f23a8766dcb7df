export * from './app.ts';
export * from './dependencies.ts';
export type { HttpApp } from './frame/environment.ts';
export type { Brand, BrandLogo } from './pages/brand.ts';
export { type Color, contrast, inkOn } from './pages/palette.ts';
export * from './server.ts';
