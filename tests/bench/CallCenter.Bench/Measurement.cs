using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallCenter.Bench;

/// <summary>One figure, printed as one line of JSON.</summary>
/// <param name="Ok">It reaches the goal of the issue that asked for it.</param>
/// <param name="Peer">The same figure of <paramref name="PeerName"/>, from the same run.</param>
internal sealed record Measurement(string Name, string Case, double Ours, string Unit, bool Ok, double? Peer = null, string? PeerName = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public double? Ratio => Peer is { } peer and not 0 ? Math.Round(Ours / peer, 3) : null;

    public override string ToString() => JsonSerializer.Serialize(this, Json);
}
