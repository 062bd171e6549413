#!/bin/sh
# Removes the namespaces of a lab, and kills what runs in them, once its owner is gone or says so:
# both show as the end of our input, however the owner ended (close, exit, SIGINT, SIGKILL).
# $1: what the names of its namespaces begin with. $2: its folder, removed too.
# Input "closed": the owner ended in order.
trap '' INT TERM HUP
prefix=$1
folder=$2
last_word=$(cat)

namespaces() {
  ip netns list | while read -r name rest; do
    case "$name" in "$prefix"*) echo "$name" ;; esac
  done
}

sweep() {
  for namespace in $(namespaces); do
    # Only processes that live in this namespace; again in case they were busy starting others.
    for round in 1 2 3 4 5 6 7 8 9 10; do
      pids=$(ip netns pids "$namespace" 2>/dev/null)
      [ -z "$pids" ] && break
      # shellcheck disable=SC2086 # a list on purpose
      kill -KILL $pids 2>/dev/null
      [ "$round" -gt 1 ] && sleep 0.05
    done
    ip netns delete "$namespace" 2>/dev/null
  done
}

sweep
if [ "$last_word" != closed ]; then
  # A command of an owner killed while it built may still be making namespaces.
  for round in 1 2 3; do
    sleep 0.3
    sweep
  done
fi
case "$folder" in */canhmang-lab-*) rm -rf "$folder" ;; esac
[ -z "$(namespaces)" ]
