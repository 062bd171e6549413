#!/bin/sh
# canhmang on the machine of an agent: its folder is the service's, unless another is named.
CANHMANG_DATA="${CANHMANG_DATA:-/var/lib/canhmang-agent}"
CANHMANG_SERVICE=canhmang-agent
export CANHMANG_DATA CANHMANG_SERVICE
exec /usr/bin/node /usr/lib/canhmang-agent/canhmang-agent.cjs "$@"
