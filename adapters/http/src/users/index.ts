import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import { createUserRoute } from './create-user.route.ts';
import { deleteMeRoute } from './delete-me.route.ts';
import { deleteUserRoute } from './delete-user.route.ts';
import { getMeRoute } from './get-me.route.ts';
import { getUserRoute } from './get-user.route.ts';
import { listUsersRoute } from './list-users.route.ts';
import { reactivateUserRoute } from './reactivate-user.route.ts';
import { replaceMeRoute } from './replace-me.route.ts';
import { replaceUserRoute } from './replace-user.route.ts';
import { restoreUserRoute } from './restore-user.route.ts';
import { softDeleteUsersRoute } from './soft-delete-users.route.ts';
import { suspendUserRoute } from './suspend-user.route.ts';
import { updateMeRoute } from './update-me.route.ts';
import { updateUserRoute } from './update-user.route.ts';

export function usersRoutes(app: HttpApp, deps: HttpDependencies, hal: Links): void {
  listUsersRoute(app, deps, hal);
  createUserRoute(app, deps, hal);
  // Before the paths with an id in this place: the first route that fits answers.
  getMeRoute(app, deps, hal);
  updateMeRoute(app, deps, hal);
  replaceMeRoute(app, deps, hal);
  deleteMeRoute(app, deps);
  softDeleteUsersRoute(app, deps, hal);
  getUserRoute(app, deps, hal);
  updateUserRoute(app, deps, hal);
  replaceUserRoute(app, deps, hal);
  deleteUserRoute(app, deps);
  suspendUserRoute(app, deps, hal);
  reactivateUserRoute(app, deps, hal);
  restoreUserRoute(app, deps, hal);
}
