# syntax=docker/dockerfile:1
# The site as an image for linux/amd64 and linux/arm64 (docs/containers.md):
#   docker buildx build --platform linux/amd64,linux/arm64 --tag vigie .

FROM node:24.21.0-trixie-slim AS build
WORKDIR /app
# A layer of its own: it is made again only when the dependencies change.
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node server/process/bootstrap.mjs vigie build \
  && npm prune --omit=dev --no-audit --no-fund \
  && rm -rf .next/cache

FROM node:24.21.0-trixie-slim
# initdb needs a user with a name.
RUN groupadd --gid 10001 vigie \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin vigie \
  && install --directory --owner=10001 --group=10001 --mode=0700 /data
WORKDIR /app
# Owned by root: the site cannot change its own program.
COPY --from=build /app /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
USER 10001:10001
VOLUME ["/data"]
EXPOSE 3000
# The first start creates a database; later ones take seconds.
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=4 CMD ["node", "server/process/health-check.mjs"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "server/process/bootstrap.mjs"]
CMD ["start"]
