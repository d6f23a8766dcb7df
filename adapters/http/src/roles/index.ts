import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import { createRoleRoute } from './create-role.route.ts';
import { deleteRoleRoute } from './delete-role.route.ts';
import { getRoleRoute } from './get-role.route.ts';
import { getUserRolesRoute } from './get-user-roles.route.ts';
import { listRolesRoute } from './list-roles.route.ts';
import { setUserRolesRoute } from './set-user-roles.route.ts';
import { updateRoleRoute } from './update-role.route.ts';

export function rolesRoutes(app: HttpApp, deps: HttpDependencies, hal: Links): void {
  listRolesRoute(app, deps, hal);
  createRoleRoute(app, deps, hal);
  getRoleRoute(app, deps, hal);
  updateRoleRoute(app, deps, hal);
  deleteRoleRoute(app, deps);
  getUserRolesRoute(app, deps, hal);
  setUserRolesRoute(app, deps, hal);
}
