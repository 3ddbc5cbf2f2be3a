#!/usr/bin/env bash
# Kills a comparison with SIGKILL at random moments, resumes it, and holds its results against an undisturbed run's.
# Usage: eng/kill-and-resume.sh [KILLS] [FOLDER]; opt-in, takes a few minutes. Build first (dotnet build -c Release).
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-10}
work=${2:-$(mktemp -d)}
mkdir -p "$work"
rm -rf "$work/undisturbed" "$work/killed"
command=(dotnet artifacts/bin/DeepMetric.Cli/release/deepmetric-cli.dll compare --seeds 2 --quiet)
"${command[@]}" --out "$work/undisturbed" > /dev/null
done_kills=0
while [ "$done_kills" -lt "$kills" ]; do
  "${command[@]}" --out "$work/killed" --resume > /dev/null 2>&1 &
  pid=$!
  sleep "$((RANDOM % 3)).$((RANDOM % 10))"
  if kill -KILL "$pid" 2> /dev/null; then
    done_kills=$((done_kills + 1))
  fi
  wait "$pid" 2> /dev/null || true
  if [ -f "$work/killed/results.json" ]; then
    # It finished before it was killed often enough: start over, the kills count.
    cmp "$work/undisturbed/results.json" "$work/killed/results.json"
    [ "$done_kills" -lt "$kills" ] && rm -rf "$work/killed"
  fi
done
"${command[@]}" --out "$work/killed" --resume > /dev/null
cmp "$work/undisturbed/results.json" "$work/killed/results.json"
for steps in "$work"/killed/units/*/*/*/steps.jsonl; do
  cmp "$steps" "$work/undisturbed/${steps#"$work"/killed/}"
done
echo "killed $done_kills times, results and steps identical to the undisturbed run's"
