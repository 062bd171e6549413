# The collector with its page and commands: the same files as its .deb.
FROM node:20-bookworm AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run package -- --only collector --arch "$(dpkg --print-architecture)" --out /out \
 && dpkg-deb --extract /out/canhmang_*.deb /image \
 && install -d -m 700 -o 10105 -g 10105 /image/var/lib/canhmang /image/var/lib/canhmang/agents /image/var/lib/canhmang/agents/core

FROM node:20-bookworm-slim
RUN ln -s /usr/local/bin/node /usr/bin/node \
 && ln -s /usr/lib/canhmang/bin/canhmang /usr/bin/canhmang
COPY --from=build /image/usr/lib/canhmang /usr/lib/canhmang
# Named volumes take over whose the folders are.
COPY --from=build --chown=10105:10105 /image/var/lib/canhmang /var/lib/canhmang
ENV CANHMANG_CONFIG=/etc/canhmang/canhmang.yaml MALLOC_ARENA_MAX=2
USER 10105:10105
WORKDIR /var/lib/canhmang
EXPOSE 8105
ENTRYPOINT ["canhmang"]
CMD ["collector"]
