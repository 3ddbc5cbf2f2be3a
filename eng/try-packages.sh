#!/usr/bin/env bash
# Packs the libraries into a local folder and uses them from a project outside the repository, as dotnet run and as a
# self-contained publish: TorchSharp has to load in both, and the package cache has to stay as it was.
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-$(mktemp -d)}
mkdir -p "$work/feed" "$work/app"
for project in DeepMetric DeepMetric.Datasets DeepMetric.Models DeepMetric.Onnx DeepMetric.Testing; do
  dotnet pack -c Release --nologo -v quiet -o "$work/feed" "src/$project"
done
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
libtorch=$(sed -n 's:.*<LibtorchVersion>\(.*\)</LibtorchVersion>.*:\1:p' Directory.Packages.props)
cat > "$work/app/app.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <RestoreAdditionalProjectSources>$work/feed</RestoreAdditionalProjectSources>
    <RestorePackagesPath>$work/cache</RestorePackagesPath>
    <CreateSymbolicLinksForCopyLocalIfPossible>true</CreateSymbolicLinksForCopyLocalIfPossible>
    <NoWarn>NU1603</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="DeepMetric" Version="$version" />
    <PackageReference Include="DeepMetric.Datasets" Version="$version" />
    <PackageReference Include="DeepMetric.Models" Version="$version" />
    <PackageReference Include="DeepMetric.Testing" Version="$version" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="$libtorch" />
  </ItemGroup>
</Project>
EOF
cat > "$work/app/Program.cs" <<'EOF'
using TorchSharp;
// The first tensor comes before any type of DeepMetric.
torch.Tensor x = torch.randn(8, 4);
using var result = new DeepMetric.Losses.TripletMarginLoss().Compute(x, torch.arange(8).remainder(2));
Console.WriteLine($"loss {result.Value.ToDouble():F4} over {result.Telemetry.ValidTerms} triplets");
// A loss of one's own is checked by the same laws.
Console.WriteLine(DeepMetric.Testing.LossConformance.Check((_, _) => new DeepMetric.Losses.SupConLoss(), new() { LeakCalls = 20 }));
Console.WriteLine($"{DeepMetric.Datasets.Digits.Load().Train.Labels.Count()} digits");
EOF
dotnet run -c Release --project "$work/app" > "$work/app.txt"
for line in "over 96 triplets" "passed *The gradient is the derivative" " digits"; do
  grep -q "$line" "$work/app.txt" || { echo "expected '$line', found:"; cat "$work/app.txt"; exit 1; }
done
for project in deepmetric deepmetric.datasets deepmetric.models deepmetric.testing; do
  folder=$work/cache/$project/$version
  for file in README.md lib/net10.0/*.xml; do
    ls "$folder"/$file > /dev/null || { echo "expected $file in the package $project"; exit 1; }
  done
  grep -q '<license type="expression">MIT</license>' "$folder"/*.nuspec
done
before=$(sha256sum "$work"/cache/torchsharp/*/runtimes/linux-x64/native/libLibTorchSharp.so)
dotnet publish -c Release --nologo -v quiet -r linux-x64 --self-contained -o "$work/published" "$work/app"
"$work/published/app" | grep -q "over 96 triplets"
[ "$before" = "$(sha256sum "$work"/cache/torchsharp/*/runtimes/linux-x64/native/libLibTorchSharp.so)" ]
echo "packages work from a local folder, and a self-contained publish runs"
rm -rf "$work/cache" "$work/published"
