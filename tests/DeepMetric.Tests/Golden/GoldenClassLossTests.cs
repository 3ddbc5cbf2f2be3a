using System.Globalization;
using System.Text.Json;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The losses with class weights or proxies against PyTorch Metric Learning, with their logits.</summary>
public sealed class GoldenClassLossTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.ArcFaceLoss", MemberType = typeof(GoldenFile))]
    public void ArcFaceLoss_equals_the_golden_cases(string id) => Check("ArcFaceLoss", id, golden =>
    {
        (_, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new ArcFaceLoss(Dimensions(golden), new() { Margin = GoldenLoss.Param(golden, "margin"), Scale = GoldenLoss.Param(golden, "scale") }, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.ProxyAnchorLoss", MemberType = typeof(GoldenFile))]
    public void ProxyAnchorLoss_equals_the_golden_cases(string id) => Check("ProxyAnchorLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new ProxyAnchorLossOptions { Margin = GoldenLoss.Param(golden, "margin"), Alpha = GoldenLoss.Param(golden, "alpha") };
        return new ProxyAnchorLoss(Dimensions(golden), options, distance, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.CosFaceLoss", MemberType = typeof(GoldenFile))]
    public void CosFaceLoss_equals_the_golden_cases(string id) => Check("CosFaceLoss", id, golden =>
    {
        (_, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new CosFaceLossOptions { Margin = GoldenLoss.Param(golden, "margin"), Scale = GoldenLoss.Param(golden, "scale") };
        return new CosFaceLoss(Dimensions(golden), options, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.SphereFaceLoss", MemberType = typeof(GoldenFile))]
    public void SphereFaceLoss_equals_the_golden_cases(string id) => Check("SphereFaceLoss", id, golden =>
    {
        (_, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new SphereFaceLossOptions { Margin = (int)GoldenLoss.Param(golden, "margin"), Scale = GoldenLoss.Param(golden, "scale") };
        return new SphereFaceLoss(Dimensions(golden), options, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.LargeMarginSoftmaxLoss", MemberType = typeof(GoldenFile))]
    public void LargeMarginSoftmaxLoss_equals_the_golden_cases(string id) => Check("LargeMarginSoftmaxLoss", id, golden =>
    {
        (_, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new LargeMarginSoftmaxLossOptions { Margin = (int)GoldenLoss.Param(golden, "margin"), Scale = GoldenLoss.Param(golden, "scale") };
        return new LargeMarginSoftmaxLoss(Dimensions(golden), options, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.NormalizedSoftmaxLoss", MemberType = typeof(GoldenFile))]
    public void NormalizedSoftmaxLoss_equals_the_golden_cases(string id) => Check("NormalizedSoftmaxLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new NormalizedSoftmaxLossOptions { Temperature = GoldenLoss.Param(golden, "temperature") };
        return new NormalizedSoftmaxLoss(Dimensions(golden), options, distance, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.ProxyNCALoss", MemberType = typeof(GoldenFile))]
    public void ProxyNCALoss_equals_the_golden_cases(string id) => Check("ProxyNCALoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new ProxyNCALossOptions { Scale = GoldenLoss.Param(golden, "softmax_scale") };
        return new ProxyNCALoss(Dimensions(golden), options, distance, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.SoftTripleLoss", MemberType = typeof(GoldenFile))]
    public void SoftTripleLoss_equals_the_golden_cases(string id) => Check("SoftTripleLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new SoftTripleLossOptions { CentersPerClass = (int)GoldenLoss.Param(golden, "centers_per_class"), Scale = GoldenLoss.Param(golden, "la"), Gamma = GoldenLoss.Param(golden, "gamma"), Margin = GoldenLoss.Param(golden, "margin") };
        return new SoftTripleLoss(Dimensions(golden), options, distance, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.P2SGradLoss", MemberType = typeof(GoldenFile))]
    public void P2SGradLoss_equals_the_golden_cases(string id) => Check("P2SGradLoss", id, golden =>
    {
        (_, _, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new P2SGradLoss(new((int)GoldenLoss.Param(golden, "num_classes"), (int)GoldenLoss.Param(golden, "descriptors_dim")), null, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.SubCenterArcFaceLoss", MemberType = typeof(GoldenFile))]
    public void SubCenterArcFaceLoss_equals_the_golden_cases(string id)
    {
        Check("SubCenterArcFaceLoss", id, SubCenter);
        GoldenFile.Check("loss.SubCenterArcFaceLoss", id, golden =>
        {
            if (GoldenCase.FieldOf(golden.Expected, "outliers") is not { } outliers)
            {
                return;
            }

            using var scope = NewDisposeScope();
            using SubCenterArcFaceLoss loss = SubCenter(golden);
            loss.Weights.Set("W", GoldenNumbers.ToTensor(golden.Json.GetProperty("weights").GetProperty("W"), ScalarType.Float64));
            SubCenterOutliers found = loss.FindOutliers(GoldenLoss.Batch(golden, ScalarType.Float64).Embeddings, GoldenComponents.Labels(golden.Field("labels"))!);
            Assert.Equal(GoldenCase.Integers(outliers), found.Outliers);
            JsonProperty[] centers = [.. golden.Expected.GetProperty("dominant_centers").EnumerateObject()];
            Assert.Equal(centers.Length, found.DominantCenters.Count);
            foreach (JsonProperty center in centers)
            {
                golden.AssertClose(GoldenCase.Vector(center.Value), found.DominantCenters[int.Parse(center.Name, CultureInfo.InvariantCulture)], $"dominant_centers.{center.Name}");
            }
        });
    }

    private static SubCenterArcFaceLoss SubCenter(GoldenCase golden)
    {
        (_, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        var options = new SubCenterArcFaceLossOptions { Margin = GoldenLoss.Param(golden, "margin"), Scale = GoldenLoss.Param(golden, "scale"), SubCenters = (int)GoldenLoss.Param(golden, "sub_centers") };
        return new SubCenterArcFaceLoss(Dimensions(golden), options, reducer, regularizer, weight)
        {
            IgnoredLabel = null,
            WeightRegularizer = WeightRegularizer(golden),
            WeightRegularizerWeight = WeightRegularizerWeight(golden),
        };
    }

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.P2SGradLoss", MemberType = typeof(GoldenFile))]
    public void P2SGradLoss_leaves_the_weights_of_the_golden_cases(string id) => GoldenFile.Check("loss.P2SGradLoss", id, golden =>
    {
        if (GoldenCase.FieldOf(golden.Expected, "weights_after") is not { } after)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var loss = new P2SGradLoss(new((int)GoldenLoss.Param(golden, "num_classes"), (int)GoldenLoss.Param(golden, "descriptors_dim")));
        loss.Weights.Set("weight", GoldenNumbers.ToTensor(golden.Json.GetProperty("weights").GetProperty("weight"), ScalarType.Float64));
        loss.Compute(GoldenLoss.Batch(golden, ScalarType.Float64));
        JsonElement expected = after.ValueKind == JsonValueKind.Object ? after.GetProperty("weight") : after;
        GoldenNumbers.AssertTensor(golden, expected, loss.Weights.Learned["weight"], "weights_after");
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.ManifoldLoss", MemberType = typeof(GoldenFile))]
    public void ManifoldLoss_equals_the_golden_cases(string id) => GoldenFile.Check("loss.ManifoldLoss", id, golden =>
    {
        GoldenDifferences.SkipIfExcepted(golden);
        ManifoldLoss Create() => new(
            new((int)GoldenLoss.Param(golden, "K"), (int)GoldenLoss.Param(golden, "l")),
            new() { ContextWeight = GoldenLoss.Param(golden, "lambdaC"), Alpha = GoldenLoss.Param(golden, "alpha"), Margin = GoldenLoss.Param(golden, "margin") },
            golden.Field("distance") is { } distance ? GoldenComponents.Distance(distance) : null)
        { IgnoredLabel = null };
        if (golden.Expected.TryGetProperty("throws", out _))
        {
            Assert.ThrowsAny<Exception>(Create);
            return;
        }

        foreach (ScalarType type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
        {
            using var scope = NewDisposeScope();
            using ManifoldLoss loss = Create();
            loss.Weights.Set("proxies", GoldenNumbers.ToTensor(golden.Json.GetProperty("weights").GetProperty("proxies"), type));
            Tensor x = GoldenComponents.Embeddings(golden.Json.GetProperty("embeddings"), type);

            // The list of proxies, one of each item, stands where others have index tuples: the proxies are our classes.
            LossResult result = loss.Compute(x, GoldenComponents.Labels(golden.Json.GetProperty("indices_tuple")[0])!);
            result.Value.backward();
            GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty("loss"), result.Value, "loss");
            GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_embeddings"), x.grad, "grad_embeddings");
            GoldenNumbers.AssertTensor(golden, golden.Expected.GetProperty("grad_weights").GetProperty("proxies"), loss.Weights.Learned["proxies"].grad, "grad_weights");
            if (type == ScalarType.Float64 && golden.Field("expected_alternative") is { } exact)
            {
                Assert.Equal(GoldenCase.Number(exact.GetProperty("loss")), result.Value.ToDouble(), 1e-9);
            }
        }
    });

    private static LossDimensions Dimensions(GoldenCase golden) =>
        new((int)GoldenLoss.Param(golden, "num_classes"), (int)GoldenLoss.Param(golden, "embedding_size"));

    private static Regularizers.Regularizer? WeightRegularizer(GoldenCase golden) => GoldenComponents.Regularizer(golden.Field("weight_regularizer"));

    private static double WeightRegularizerWeight(GoldenCase golden) => golden.Field("weight_reg_weight")?.GetDouble() ?? 1;

    private static void Check(string name, string id, Func<GoldenCase, ClassWeightLoss> create)
    {
        GoldenLoss.Check(name, id, create);
        GoldenFile.Check($"loss.{name}", id, golden =>
        {
            if (GoldenCase.FieldOf(golden.Expected, "logits") is not { } expected)
            {
                return;
            }

            using var scope = NewDisposeScope();
            using ClassWeightLoss loss = create(golden);
            foreach (JsonProperty weight in golden.Field("weights")!.Value.EnumerateObject())
            {
                loss.Weights.Set(weight.Name, GoldenNumbers.ToTensor(weight.Value, ScalarType.Float64));
            }

            GoldenNumbers.AssertTensor(golden, expected, loss.Logits(GoldenLoss.Batch(golden, ScalarType.Float64).Embeddings), "logits");
        });
    }
}
