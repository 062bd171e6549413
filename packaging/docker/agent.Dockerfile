# An agent and the technician's tests: the one file.
FROM node:20-bookworm AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run package -- --only script --out /out \
 && install -D -m 755 /out/canhmang-agent-*.cjs /image/canhmang-agent \
 && install -d -m 700 -o 10105 -g 10105 /image/data

FROM node:20-bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fping iputils-ping \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /image/canhmang-agent /usr/local/bin/canhmang-agent
# Named volumes take over whose the folders are.
COPY --from=build --chown=10105:10105 /image/data /var/lib/canhmang-agent
COPY --from=build --chown=10105:10105 /image/data /run/canhmang
# New versions come as a new image.
ENV CANHMANG_UPGRADES=no CANHMANG_DATA=/var/lib/canhmang-agent MALLOC_ARENA_MAX=1
USER 10105:10105
WORKDIR /var/lib/canhmang-agent
ENTRYPOINT ["canhmang-agent"]
CMD ["agent"]
