#!/usr/bin/env bash
# Packs the libraries into a local folder and uses them from a project outside the repository, as dotnet run and as a
# self-contained publish: TorchSharp has to load in both, and the package cache has to stay as it was.
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-$(mktemp -d)}
mkdir -p "$work/feed" "$work/app"
for project in DeepMetric DeepMetric.Datasets DeepMetric.Models DeepMetric.Onnx; do
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
    <PackageReference Include="DeepMetric.Models" Version="$version" />
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
EOF
dotnet run -c Release --project "$work/app" | grep -q "over 96 triplets"
before=$(sha256sum "$work"/cache/torchsharp/*/runtimes/linux-x64/native/libLibTorchSharp.so)
dotnet publish -c Release --nologo -v quiet -r linux-x64 --self-contained -o "$work/published" "$work/app"
"$work/published/app" | grep -q "over 96 triplets"
[ "$before" = "$(sha256sum "$work"/cache/torchsharp/*/runtimes/linux-x64/native/libLibTorchSharp.so)" ]
echo "packages work from a local folder, and a self-contained publish runs"
rm -rf "$work/cache" "$work/published"
