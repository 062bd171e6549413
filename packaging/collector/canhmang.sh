#!/bin/sh
# canhmang beside the collector: its configuration, unless another is named. The ledger belongs to the service's user.
CANHMANG_CONFIG="${CANHMANG_CONFIG:-/etc/canhmang/canhmang.yaml}"
export CANHMANG_CONFIG
exec /usr/bin/node /usr/lib/canhmang/dist/canhmang.js "$@"
