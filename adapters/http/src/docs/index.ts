import type { Assets } from '../assets/assets.ts';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Pages } from '../pages/page.ts';
import { publicPath } from '../public-path.ts';
import { documentRoutes } from './documents.route.ts';
import { explanationRoutes } from './explanations.route.ts';
import { redocRoute } from './redoc.route.ts';
import { referenceRoute } from './reference.route.ts';

export function docsRoutes(app: HttpApp, deps: HttpDependencies, pages: Pages, assets: Assets): void {
  const base = publicPath(deps.publicUrl);
  documentRoutes(app, deps);
  referenceRoute(app, base, pages, assets);
  redocRoute(app, base, pages, assets);
  explanationRoutes(app, base, pages);
}
