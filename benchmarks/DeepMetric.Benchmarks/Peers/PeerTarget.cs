using System.Globalization;

namespace DeepMetric.Benchmarks.Peers;

/// <summary>What a case should reach.</summary>
internal abstract record PeerTarget
{
    /// <summary>In words.</summary>
    public abstract string Text { get; }

    /// <summary>Whether it is reached; null where that cannot be told.</summary>
    public abstract bool? IsMet(PeerRow row);

    /// <summary>At least so many times the peer's speed.</summary>
    internal sealed record Faster(double Times) : PeerTarget
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"≥ {Times}×");

        public override bool? IsMet(PeerRow row) => row.Ratio is double ratio ? ratio >= Times : null;
    }

    /// <summary>Within so many milliseconds.</summary>
    internal sealed record Within(double Milliseconds) : PeerTarget
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"< {Milliseconds} ms");

        public override bool? IsMet(PeerRow row) => row.OursMs < Milliseconds;
    }

    /// <summary>In so much memory beside the inputs.</summary>
    internal sealed record Memory(double Megabytes) : PeerTarget
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"< {Megabytes} MB extra");

        public override bool? IsMet(PeerRow row) => row.ExtraMb is double extra ? extra < Megabytes : null;
    }

    /// <summary>At least this share of the rate of the best matrix product of the same run.</summary>
    internal sealed record ProductShare(double Share) : PeerTarget
    {
        public override string Text => string.Create(CultureInfo.InvariantCulture, $"≥ {100 * Share:F0} % of the product's rate");

        public override bool? IsMet(PeerRow row) => row.ProductShare is double share ? share >= Share : null;
    }
}
