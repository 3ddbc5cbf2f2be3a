#!/usr/bin/env bash
# A real Slurm of one node on this machine's loopback address, with all its files in one folder: to try arrays, requeueing and lost daemons.
# Usage: eng/slurm-node.sh install              Debian's packages slurm-wlm and munge, as root
#        eng/slurm-node.sh start|stop|status FOLDER
#        eng/slurm-node.sh start-node|kill-node FOLDER    slurmd alone: killed as by a crash, and back again
# Then: export SLURM_CONF=FOLDER/slurm.conf. Runs as root, without systemd. Variables: SLURM_NODE_CPUS (all), SLURM_NODE_PORT (26817, and the one after it).
set -euo pipefail

fail() {
  echo "slurm-node: $*" >&2
  exit 1
}

usage() {
  sed -n '3,5s/^# *//p' "$0" >&2
  exit 2
}

install_packages() {
  [ "$(id -u)" -eq 0 ] || fail "installing needs root"
  command -v apt-get > /dev/null || fail "apt-get was not found: install slurmctld, slurmd, the Slurm commands and munged by hand"
  # RUNLEVEL=1 keeps the packages from starting services of their own.
  apt-get update -q
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends slurm-wlm munge
}

need_programs() {
  local program
  for program in munged slurmctld slurmd scontrol sinfo; do
    command -v "$program" > /dev/null || fail "$program was not found: '$0 install' installs it from Debian's packages"
  done
}

alive() { # alive PIDFILE: whether the process named there runs
  [ -s "$folder/$1" ] && kill -0 "$(cat "$folder/$1")" 2> /dev/null
}

wait_for() { # wait_for SECONDS WHAT COMMAND...
  local seconds=$1 what=$2
  shift 2
  for _ in $(seq $((seconds * 10))); do
    "$@" > /dev/null 2>&1 && return 0
    sleep 0.1
  done
  fail "$what did not happen within $seconds s; see the logs in $folder"
}

end() { # end PIDFILE: stops a daemon, by force after 20 s
  alive "$1" || return 0
  local pid
  pid=$(cat "$folder/$1")
  kill "$pid" 2> /dev/null || true
  for _ in $(seq 200); do
    kill -0 "$pid" 2> /dev/null || { rm -f "$folder/$1"; return 0; }
    sleep 0.1
  done
  kill -KILL "$pid" 2> /dev/null || true
  rm -f "$folder/$1"
}

write_configuration() {
  local host cpus port memory
  host=$(hostname -s)
  cpus=${SLURM_NODE_CPUS:-$(nproc)}
  port=${SLURM_NODE_PORT:-26817}
  memory=$(awk '/^MemTotal:/ { print int($2 / 1024 * 0.8) }' /proc/meminfo)
  cat > "$folder/slurm.conf" <<CONF
ClusterName=local
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=5,bf_interval=5
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobRequeue=1
KillWait=15
SlurmdTimeout=30
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=$memory State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
}

start_munge() {
  alive munge/pid && return 0
  install -d -m 0711 "$folder/munge"
  if [ ! -s "$folder/munge/key" ]; then
    (umask 077 && head -c 1024 /dev/urandom > "$folder/munge/key")
  fi
  # --force: the folder may lie below one that others can write, which munge refuses otherwise.
  munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" 2>> "$folder/munge/warnings"
  wait_for 10 "an answer of munged" munge --no-input --socket="$folder/munge/socket"
}

start_node() {
  alive slurmd.pid || slurmd
}

idle_or_busy() {
  case "$(sinfo --noheader --format=%T 2> /dev/null)" in
    idle | mixed | allocated) return 0 ;;
    *) return 1 ;;
  esac
}

status() {
  local state=0 name
  for name in munge/pid slurmctld.pid slurmd.pid; do
    if alive "$name"; then
      echo "${name%[./]pid} runs (process $(cat "$folder/$name"))"
    else
      echo "${name%[./]pid} does not run"
      state=1
    fi
  done
  if alive slurmctld.pid; then
    sinfo
  fi
  return "$state"
}

[ $# -ge 1 ] || usage
if [ "$1" = install ]; then
  install_packages
  exit 0
fi
[ $# -eq 2 ] || usage
[ "$(id -u)" -eq 0 ] || fail "the daemons run as root here"
export PATH=$PATH:/usr/sbin:/sbin
need_programs
mkdir -p "$2"
folder=$(cd "$2" && pwd)
[ ${#folder} -le 90 ] || fail "the path of the folder has ${#folder} characters; a socket in it allows 90"
export SLURM_CONF=$folder/slurm.conf

case "$1" in
  start)
    mkdir -p "$folder/state" "$folder/spool"
    write_configuration
    start_munge
    alive slurmctld.pid || slurmctld
    wait_for 20 "an answer of slurmctld" scontrol ping
    start_node
    wait_for 30 "a node that takes jobs" idle_or_busy
    status
    echo "export SLURM_CONF=$SLURM_CONF"
    ;;
  start-node) start_node ;;
  kill-node)
    alive slurmd.pid || fail "slurmd does not run"
    kill -KILL "$(cat "$folder/slurmd.pid")"
    rm -f "$folder/slurmd.pid"
    ;;
  stop)
    scancel --user=root > /dev/null 2>&1 || true
    end slurmd.pid
    end slurmctld.pid
    end munge/pid
    ;;
  status) status ;;
  *) usage ;;
esac
