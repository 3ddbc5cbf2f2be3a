using DeepMetric.Distances;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Testing;

/// <summary>Checks what every distance must do, and what it claims: its symmetry, its direction, its scale.</summary>
public static class DistanceConformance
{
    /// <summary>Checks all laws.</summary>
    /// <param name="distance">The distance.</param>
    /// <param name="options">How to check.</param>
    /// <exception cref="ConformanceException">A law does not hold.</exception>
    public static ConformanceReport Check(Distance distance, DistanceConformanceOptions? options = null) => Examine(distance, options).Required();

    /// <summary>Checks all laws and reports failures instead of throwing.</summary>
    /// <param name="distance">The distance.</param>
    /// <param name="options">How to check.</param>
    public static ConformanceReport Examine(Distance distance, DistanceConformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(distance);
        DistanceConformanceOptions how = options ?? new();
        return new ConformanceReport(distance.GetType().Name,
        [
            Law.Run("self", "An item is at distance 0 from itself.", () => Self(distance, how)),
            Law.Run("symmetry", "d(x, y) = d(y, x) where the distance says so.", () => Symmetry(distance, how)),
            Law.Run("direction", "What is moved towards an item gets closer to it, in the direction that the distance claims.", () => Direction(distance, how)),
            Law.Run("scale", "A distance that normalises does not depend on the lengths of embeddings.", () => Scale(distance, how)),
            Law.Run("pairs", "The matrix agrees with single pairs.", () => Pairs(distance, how)),
            Law.Run("gradient", "Gradients are finite, also where items are identical.", () => Gradient(distance, how)),
            Law.Run("type", "The matrix has the type of the embeddings.", () => Type(distance, how)),
            Law.Run("leaks", "A call leaves no tensor behind but its result.", () => Leaks(distance, how)),
        ]);
    }

    private static void Self(Distance distance, DistanceConformanceOptions how)
    {
        Law.Concerns(!distance.IsSimilarity, "It is a similarity.");
        Law.Concerns(how.SelfIsZero, "It does not claim it.");
        OnSets(how, x =>
        {
            double[] diagonal = Values(distance.Matrix(x, x).diagonal());
            Law.Require(diagonal.All(value => Math.Abs(value) <= how.Tolerance), () => FormattableString.Invariant($"expected 0, found {diagonal.MaxBy(Math.Abs):R}"));
        });
    }

    private static void Symmetry(Distance distance, DistanceConformanceOptions how)
    {
        Law.Concerns(distance.IsSymmetric, "It does not claim to be symmetric.");
        OnSets(how, x =>
        {
            Tensor y = x.roll(1, 0).Plus(0.25);
            Same(distance.Matrix(x, y), distance.Matrix(y, x).t(), how, "d(x, y) and d(y, x)");
        });
    }

    private static void Direction(Distance distance, DistanceConformanceOptions how)
    {
        int compared = 0;
        OnSets(how, x =>
        {
            // Rows of one length: a dot product also grows with the length of what is moved.
            Tensor unit = x / x.norm(1, keepdim: true, p: 2f);
            Tensor far = unit.roll(1, 0);
            Tensor near = unit.Plus(far.Minus(unit).Times(0.05));
            near = near / near.norm(1, keepdim: true, p: 2f);
            double[] gaps = Values(distance.Gap(distance.Matrix(unit, near).diagonal(), distance.Matrix(unit, far).diagonal()));
            double[] moved = Values(unit.Minus(far).norm(1, keepdim: false, p: 2f));
            for (int i = 0; i < gaps.Length; i++)
            {
                if (moved[i] > 0.1)
                {
                    int row = i;
                    Law.Require(gaps[i] > 0, () => FormattableString.Invariant($"{(distance.IsSimilarity ? "as a similarity" : "as a distance")}: what is 20 times nearer to item {row} is not closer to it (gap {gaps[row]:R})"));
                    compared++;
                }
            }
        });
        Law.Require(compared >= how.Sets, () => $"only {compared} items could be compared");
    }

    private static void Scale(Distance distance, DistanceConformanceOptions how)
    {
        Law.Concerns(distance.Normalize, "It does not normalise.");
        OnSets(how, x => Same(distance.Matrix(x, x), distance.Matrix(x.Times(3), x.Times(0.5)), how, "embeddings of other lengths"));
    }

    private static void Pairs(Distance distance, DistanceConformanceOptions how) => OnSets(how, x =>
    {
        Tensor y = x.roll(1, 0).Times(0.75);
        double[] matrix = Values(distance.Matrix(x, y));
        long columns = y.shape[0];
        for (long i = 0; i < x.shape[0]; i++)
        {
            long j = (i * 7) % columns;
            double single = distance.Matrix(x.narrow(0, i, 1), y.narrow(0, j, 1)).item<double>();
            long row = i;
            Law.Equal(single, matrix[(i * columns) + j], how.Tolerance, () => $"items {row} and {j}");
        }
    });

    private static void Gradient(Distance distance, DistanceConformanceOptions how)
    {
        foreach (bool identical in (bool[])[false, true])
        {
            using var scope = NewDisposeScope();
            Tensor values = GeneratedBatch.Normal(6, 4, how.Seed);
            Tensor x = (identical ? values.narrow(0, 0, 1).expand(6, 4).contiguous() : values).detach().requires_grad_();
            distance.Matrix(x, x).sum().backward();
            Law.Require(x.grad is not null, () => "the embeddings have no gradient");
            Law.Require(x.grad!.isfinite().all().item<bool>(), () => $"the gradient at {(identical ? "identical" : "different")} items is not finite");
        }
    }

    private static void Type(Distance distance, DistanceConformanceOptions how)
    {
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            using var scope = NewDisposeScope();
            Tensor x = GeneratedBatch.Normal(5, 3, how.Seed).to(type);
            ScalarType found = distance.Matrix(x, x).dtype;
            Law.Require(found == type, () => $"embeddings of type {type} gave a matrix of type {found}");
        }
    }

    private static void Leaks(Distance distance, DistanceConformanceOptions how)
    {
        using var scope = NewDisposeScope();
        Tensor x = GeneratedBatch.Normal(8, 4, how.Seed).requires_grad_();
        void Call()
        {
            using Tensor matrix = distance.Matrix(x, x);

            // What a backward pass makes by itself lies in the caller's scope.
            using var backward = NewDisposeScope();
            matrix.sum().backward();
        }

        Call();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < how.LeakCalls; i++)
        {
            Call();
        }

        long left = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        Law.Require(left == 0, () => $"{left} tensors were left behind by {how.LeakCalls} calls");
    }

    private static void OnSets(DistanceConformanceOptions how, Action<Tensor> check)
    {
        for (int i = 0; i < how.Sets; i++)
        {
            using var scope = NewDisposeScope();
            ulong seed = SeededRandom.Derive(how.Seed, "distance-conformance", (ulong)i);
            var random = new SeededRandom(seed);
            check(GeneratedBatch.Normal(2 + random.NextInt(10), 2 + random.NextInt(6), seed + 1));
        }
    }

    private static void Same(Tensor expected, Tensor found, DistanceConformanceOptions how, string what)
    {
        foreach ((double first, double second) in Values(expected).Zip(Values(found)))
        {
            Law.Equal(first, second, how.Tolerance, () => what);
        }
    }

    private static double[] Values(Tensor tensor) => [.. tensor.detach().contiguous().data<double>()];
}
