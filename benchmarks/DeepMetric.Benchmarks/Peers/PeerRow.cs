using System.Text.Json.Serialization;

namespace DeepMetric.Benchmarks.Peers;

/// <summary>What was measured of a case.</summary>
internal sealed record PeerRow
{
    public required string Case { get; init; }

    /// <summary>Our median, in milliseconds.</summary>
    [JsonPropertyName("ours_ms")]
    public required double OursMs { get; init; }

    /// <summary>The peer's median; null where it has no such case or cannot run it.</summary>
    [JsonPropertyName("peer_ms")]
    public double? PeerMs { get; init; }

    /// <summary>The peer's median over ours.</summary>
    public double? Ratio { get; init; }

    /// <summary>What our side holds beside the inputs at its most, in megabytes; null where nothing is asked.</summary>
    [JsonPropertyName("extra_mb")]
    public double? ExtraMb { get; init; }

    /// <summary>Our rate of floating-point operations over the best matrix product's in this run; null where that tells nothing.</summary>
    [JsonPropertyName("product_share")]
    public double? ProductShare { get; init; }

    public required string Target { get; init; }

    /// <summary>Whether every part of the target is reached; null where one cannot be told.</summary>
    public bool? Met { get; init; }

    /// <summary>Why the peer did not run.</summary>
    public string? Note { get; init; }
}
