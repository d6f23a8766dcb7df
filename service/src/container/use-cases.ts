import {
  Authenticate,
  CreateAdmin,
  GetUser,
  ListUsers,
  LogIn,
  LogOut,
  PreviewVerification,
  RefreshSession,
  RegisterUser,
  ResendVerification,
  UpdateUser,
  VerifyEmail,
} from '@users/application';
import type { DependencyContainer, InjectionToken } from 'tsyringe';
import { instanceCachingFactory } from 'tsyringe';
import { tokens } from './tokens.ts';

/** One line a use-case: its class gets the ports that it names. */
export function registerUseCases(container: DependencyContainer): void {
  const provide = <Type>(token: InjectionToken<Type>, make: (get: Ports) => Type) =>
    container.register(token, { useFactory: instanceCachingFactory((from) => make(ports(from))) });

  provide(tokens.authenticate, (get) => new Authenticate(get));
  provide(tokens.registerUser, (get) => new RegisterUser(get));
  provide(tokens.resendVerification, (get) => new ResendVerification(get));
  provide(tokens.previewVerification, (get) => new PreviewVerification(get));
  provide(tokens.verifyEmail, (get) => new VerifyEmail(get));
  provide(tokens.logIn, (get) => new LogIn(get));
  provide(tokens.refreshSession, (get) => new RefreshSession(get));
  provide(tokens.logOut, (get) => new LogOut(get));
  provide(tokens.listUsers, (get) => new ListUsers(get));
  provide(tokens.getUser, (get) => new GetUser(get));
  provide(tokens.updateUser, (get) => new UpdateUser(get));
  provide(tokens.createAdmin, (get) => new CreateAdmin(get));
}

type Ports = ReturnType<typeof ports>;

/** Every port under the name that use-cases ask for it by; what a use-case does not name it does not see. */
function ports(from: DependencyContainer) {
  const { accounts, sessionLifetime } = from.resolve(tokens.config);
  return {
    settings: { registration: accounts.registration },
    passwordPolicy: accounts.passwordPolicy,
    sessionLifetime,
    clock: from.resolve(tokens.clock),
    ids: from.resolve(tokens.ids),
    unitOfWork: from.resolve(tokens.unitOfWork),
    tasks: from.resolve(tokens.taskQueue),
    directory: from.resolve(tokens.userDirectory),
    credentials: from.resolve(tokens.credentialsReader),
    actors: from.resolve(tokens.actorReader),
    tokens: from.resolve(tokens.tokenStore),
    sealer: from.resolve(tokens.sealer),
    hasher: from.resolve(tokens.passwordHasher),
    accessTokens: from.resolve(tokens.accessTokens),
    refreshTokens: from.resolve(tokens.refreshTokens),
  };
}
