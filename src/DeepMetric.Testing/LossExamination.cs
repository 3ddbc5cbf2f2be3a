using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Testing;

/// <summary>The checks of the laws of losses.</summary>
internal sealed class LossExamination
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    private readonly Func<int, int, MetricLoss> _create;
    private readonly LossConformanceOptions _options;
    private readonly LossTraits _traits;

    public LossExamination(Func<int, int, MetricLoss> create, LossConformanceOptions options)
    {
        (_create, _options) = (create, options);
        (Subject, _traits) = Using(4, loss => (loss.GetType().Name, loss.Traits));
    }

    /// <summary>The class of the loss.</summary>
    public string Subject { get; }

    /// <summary>Checks one law.</summary>
    public LawOutcome Run(LossLaw law)
    {
        Action check = law.Id switch
        {
            _ when law == LossLaw.BatchOrder => BatchOrder,
            _ when law == LossLaw.Degenerate => Degenerate,
            _ when law == LossLaw.Gradient => Gradient,
            _ when law == LossLaw.Type => Type,
            _ when law == LossLaw.Leaks => Leaks,
            _ when law == LossLaw.Options => Options,
            _ when law == LossLaw.Labels => Labels,
            _ when law == LossLaw.UnknownItems => UnknownItems,
            _ when law == LossLaw.Parts => Parts,
            _ => throw new ArgumentException($"Expected one of the laws {string.Join(", ", LossLaw.All.Select(known => known.Id))}, found '{law.Id}'.", nameof(law)),
        };
        return Law.Run(law.Id, law.Statement, () =>
        {
            LossTraits excepts = law.ExceptedBy & _traits;
            Law.Concerns(excepts == LossTraits.None, $"{Subject} declares {excepts}.");
            check();
        });
    }

    private void BatchOrder() => OnBatches(batch => Using(batch.Dimension, loss =>
    {
        Tensor x = batch.Embeddings();
        Tensor y = batch.LabelTensor();
        Tensor reversed = TensorArithmetic.Range(batch.Count).flip(0);
        Tensor? view = SecondView(x);
        double value = Value(loss, x, y, view);
        double found = Value(loss, x.index_select(0, reversed), y.index_select(0, reversed), view?.index_select(0, reversed));
        Law.Equal(value, found, _options.Tolerance, () => $"{batch.Count} items in another order");
        return true;
    }));

    private void Degenerate()
    {
        foreach ((int items, int classes) in ((int, int)[])[(1, 1), (2, 1), (2, 2), (3, 3), (4, 1), (4, 2)])
        {
            foreach (double spread in (double[])[0, 1])
            {
                using var scope = NewDisposeScope();
                Tensor x = TensorArithmetic.Range(3, dtype: ScalarType.Float32).Plus(1).unsqueeze(0).Plus(TensorArithmetic.Range(items).unsqueeze(1).Times(spread)).requires_grad_();
                string batch = $"{items} {(spread == 0 ? "identical" : "different")} items in {classes} classes";
                Using(3, loss =>
                {
                    using LossResult result = Compute(loss, x, TensorArithmetic.Range(items).remainder(Scalars.Of(Math.Min(classes, _options.Classes))), SecondView(x.detach()));
                    double value = result.Value.ToNumber();
                    Law.Require(double.IsFinite(value), () => $"{batch}: the value is {value}");
                    result.Value.backward();
                    Law.Require(x.grad is not null, () => $"{batch}: the embeddings have no gradient");
                    Law.Require(x.grad!.isfinite().all().item<bool>(), () => $"{batch}: the gradient is not finite");
                    return true;
                });
            }
        }
    }

    private void Gradient()
    {
        int compared = 0;
        OnBatches(batch => Using(batch.Dimension, loss =>
        {
            compared += CompareGradient(loss, batch);
            return true;
        }));
        Law.Require(
            compared >= _options.MinimumGradients,
            () => $"only {compared} entries of the gradient differed from 0 over {_options.Batches} batches, too few to compare; expected at least {_options.MinimumGradients}");
    }

    private int CompareGradient(MetricLoss loss, GeneratedBatch batch)
    {
        const double step = 1e-6;
        Tensor y = batch.LabelTensor();
        Tensor x = batch.Embeddings().requires_grad_();
        Tensor? view = SecondView(x.detach());
        using LossResult result = Compute(loss, x, y, view);
        result.Value.backward();
        Law.Require(x.grad is not null, () => "the embeddings have no gradient");
        int compared = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            int j = i % batch.Dimension;
            int place = (i * batch.Dimension) + j;
            double At(double offset)
            {
                double[] moved = [.. batch.Values];
                moved[place] += offset;
                using Tensor values = tensor(moved, [batch.Count, batch.Dimension]);
                return Value(loss, values, y, view);
            }

            double ahead = At(step);
            double behind = At(-step);
            double middle = At(0);
            double found = x.grad![i, j].item<double>();

            // Where the two one-sided slopes differ, a kink lies between: nothing can be compared there.
            if (Math.Abs(((ahead - middle) / step) - ((middle - behind) / step)) < 1e-3 * Math.Max(1, Math.Abs(found)))
            {
                Law.Equal((ahead - behind) / (2 * step), found, 1e-4, () => $"the gradient of item {i}, dimension {j}");
                compared += found != 0 ? 1 : 0;
            }
        }

        return compared;
    }

    private void Type()
    {
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            using var scope = NewDisposeScope();
            Tensor x = GeneratedBatch.Normal(8, 3, _options.Seed).to(type);
            ScalarType found = Using(3, loss => Compute(loss, x, TensorArithmetic.Range(8).remainder(Scalars.Of(Math.Min(3, _options.Classes))), SecondView(x)).Value.dtype);
            Law.Require(found == type, () => $"embeddings of type {type} gave a value of type {found}");
        }
    }

    private void Leaks()
    {
        using Tensor x = Scoped(() => GeneratedBatch.Normal(12, 4, _options.Seed).to(ScalarType.Float32)).requires_grad_();
        using Tensor y = Scoped(() => TensorArithmetic.Range(12).remainder(Scalars.Of(Math.Min(3, _options.Classes))));
        using Tensor? view = _traits.HasFlag(LossTraits.TwoViews) ? Scoped(() => SecondView(x.detach())!) : null;
        Using(4, loss =>
        {
            void Step()
            {
                using var scope = NewDisposeScope();
                using LossResult result = Compute(loss, x, y, view);
                result.Value.backward();
                x.grad!.zero_();
            }

            // What a loss remembers may grow until it is full.
            for (int i = 0; i < (_traits.HasFlag(LossTraits.Stateful) ? _options.LeakCalls : 2); i++)
            {
                Step();
            }

            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int i = 0; i < _options.LeakCalls; i++)
            {
                Step();
            }

            long left = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
            Law.Require(left == 0, () => $"{left} tensors were left behind by {_options.LeakCalls} calls");
            return true;
        });
    }

    private void Options() => Using(4, loss =>
    {
        PropertyInfo? property = loss.GetType().GetProperty("Options");
        Law.Concerns(property is not null, $"{Subject} has no property Options.");
        object options = property!.GetValue(loss) ?? throw new InvalidOperationException("Options is null.");
        string written = JsonSerializer.Serialize(options, options.GetType(), Json);
        object? read = JsonSerializer.Deserialize(written, options.GetType(), Json);
        bool equal = options.Equals(read)
            || (options.GetType().GetProperties().Any(member => member.PropertyType != typeof(string) && member.PropertyType.IsAssignableTo(typeof(IEnumerable)))
                && JsonSerializer.Serialize(read, options.GetType(), Json) == written);
        Law.Require(equal, () => $"{written} was read as {JsonSerializer.Serialize(read, options.GetType(), Json)}");
        return true;
    });

    private void Labels() => Using(4, loss =>
    {
        Tensor x = GeneratedBatch.Normal(12, 4, _options.Seed + 8);
        Tensor? view = SecondView(x);
        double first = Value(loss, x, TensorArithmetic.Range(12).remainder(Scalars.Of(Math.Min(3, _options.Classes))), view);
        double second = Value(loss, x, TensorArithmetic.Range(12).div(Scalars.Of(4), RoundingMode.floor).to(ScalarType.Int64).remainder(Scalars.Of(_options.Classes)), view);
        Law.Require(Math.Abs(first - second) > 1e-6, () => FormattableString.Invariant($"the same embeddings gave {first} with labels 0 1 2 0 1 2 … and {second} with 0 0 0 0 1 1 1 1 …"));
        return true;
    });

    private void UnknownItems() => Using(4, loss =>
    {
        Law.Concerns(loss.IgnoredLabel is not null, "The loss treats every label alike (IgnoredLabel is null).");
        Law.Concerns(loss.Reducer is not PerAnchorReducer, "A mean over anchors counts every anchor, also one without terms.");
        Tensor x = GeneratedBatch.Normal(12, 4, _options.Seed + 3);
        Tensor y = TensorArithmetic.Range(12).remainder(Scalars.Of(Math.Min(3, _options.Classes)));
        Tensor more = cat([x, GeneratedBatch.Normal(3, 4, _options.Seed + 4)]);
        double without = Value(loss, x, y, null);
        Law.Equal(without, Value(loss, more, cat([y, full(3, Scalars.Of(loss.IgnoredLabel!.Value), ScalarType.Int64)]), null), _options.Tolerance, () => $"3 items of label {loss.IgnoredLabel} added");
        return true;
    });

    private void Parts() => OnBatches(batch => Using(batch.Dimension, loss =>
    {
        Law.Concerns(loss is PartedLoss, $"{Subject} does not take anchors in parts.");
        var rows = (PartedLoss)loss;
        int? before = rows.AnchorsPerPart;
        (double value, double[] gradient, LossTelemetry telemetry) = InParts(rows, batch, null);
        (double inParts, double[] gradientInParts, LossTelemetry telemetryInParts) = InParts(rows, batch, 3);
        rows.AnchorsPerPart = before;
        Law.Equal(value, inParts, _options.Tolerance, () => "the value with 3 anchors at a time");
        for (int i = 0; i < gradient.Length; i++)
        {
            int place = i;
            Law.Equal(gradient[i], gradientInParts[i], _options.Tolerance, () => $"entry {place} of the gradient with 3 anchors at a time");
        }

        Law.Require(
            (telemetry.ValidTerms, telemetry.ActiveTerms) == (telemetryInParts.ValidTerms, telemetryInParts.ActiveTerms),
            () => $"with 3 anchors at a time: expected {telemetry.ValidTerms} terms, {telemetry.ActiveTerms} active, found {telemetryInParts.ValidTerms} and {telemetryInParts.ActiveTerms}");
        Law.Equal(telemetry.SumOfTerms, telemetryInParts.SumOfTerms, _options.Tolerance, () => "the sum of terms with 3 anchors at a time");
        return true;
    }));

    private (double Value, double[] Gradient, LossTelemetry Telemetry) InParts(PartedLoss loss, GeneratedBatch batch, int? anchorsPerPart)
    {
        using var scope = NewDisposeScope();
        loss.AnchorsPerPart = anchorsPerPart;
        Tensor x = batch.Embeddings().requires_grad_();
        LossResult result = Compute(loss, x, batch.LabelTensor(), SecondView(x.detach()));
        result.Value.backward();
        return (result.Value.ToNumber(), [.. x.grad!.data<double>()], result.Telemetry);
    }

    private void OnBatches(Action<GeneratedBatch> check)
    {
        for (int i = 0; i < _options.Batches; i++)
        {
            using var scope = NewDisposeScope();
            check(GeneratedBatch.Of(SeededRandom.Derive(_options.Seed, "loss-conformance", (ulong)i), _options.Classes));
        }
    }

    private T Using<T>(int dimension, Func<MetricLoss, T> use)
    {
        using var scope = NewDisposeScope();
        MetricLoss loss = _create(dimension, _options.Classes);
        try
        {
            return use(loss);
        }
        finally
        {
            if (_options.DisposesLosses)
            {
                loss.Dispose();
            }
        }
    }

    /// <summary>Another view of each item, for a loss over two views; else null.</summary>
    private Tensor? SecondView(Tensor x)
    {
        if (!_traits.HasFlag(LossTraits.TwoViews))
        {
            return null;
        }

        Tensor noise = GeneratedBatch.Normal((int)x.shape[0], (int)x.shape[1], _options.Seed + 5).Times(0.1);
        return x.Plus(noise.to(x.dtype));
    }

    private static LossResult Compute(MetricLoss loss, Tensor x, Tensor y, Tensor? view) =>
        loss.Compute(view is null ? EmbeddingBatch.Create(x, y) : EmbeddingBatch.Create(x, y, view, y));

    private static double Value(MetricLoss loss, Tensor x, Tensor y, Tensor? view)
    {
        using LossResult result = Compute(loss, x, y, view);
        return result.Value.ToNumber();
    }

    private static Tensor Scoped(Func<Tensor> make)
    {
        using var scope = NewDisposeScope();
        return make().MoveToOuterDisposeScope();
    }
}
