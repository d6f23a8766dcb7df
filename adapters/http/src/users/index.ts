import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import { getMeRoute } from './get-me.route.ts';
import { getUserRoute } from './get-user.route.ts';
import { listUsersRoute } from './list-users.route.ts';
import { updateMeRoute } from './update-me.route.ts';
import { updateUserRoute } from './update-user.route.ts';

export function usersRoutes(app: HttpApp, deps: HttpDependencies, hal: Links): void {
  listUsersRoute(app, deps, hal);
  // Before the paths with an id in this place: the first route that fits answers.
  getMeRoute(app, deps, hal);
  updateMeRoute(app, deps, hal);
  getUserRoute(app, deps, hal);
  updateUserRoute(app, deps, hal);
}
