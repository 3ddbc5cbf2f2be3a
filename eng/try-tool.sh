#!/usr/bin/env bash
# Packs the command for this system, installs it from a local folder as somebody would, and compares two losses with it.
# Takes about a minute and 600 MB in the folder (default: a temporary one): libtorch is inside the package.
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-$(mktemp -d)}
system=${2:-linux-x64}
rm -rf "$work/tool-feed" "$work/tool"
mkdir -p "$work/tool-feed" "$work/cache"
# Two packages: a small one that leads to those of the systems, and that of this system.
dotnet pack -c Release --nologo -v quiet -p:ToolSystems="$system" -o "$work/tool-feed" src/DeepMetric.Cli
ls -l "$work/tool-feed"
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
NUGET_PACKAGES="$work/cache" dotnet tool install --tool-path "$work/tool" --add-source "$work/tool-feed" --version "$version" DeepMetric.Cli
"$work/tool/deepmetric" list losses | grep -q "ntxent"
"$work/tool/deepmetric" explain triplet --json | grep -q '"TripletMarginLoss"'
"$work/tool/deepmetric" compare --seeds 2 --epochs 1 --forms author-code --quiet --json --out "$work/tool-run" > "$work/tool.json"
grep -q '"recommendation"' "$work/tool.json"
[ -s "$work/tool-run/report.html" ]
echo "the command works as an installed tool"
rm -rf "$work/tool-feed" "$work/tool" "$work/tool-run" "$work/cache"
