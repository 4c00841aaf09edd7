namespace CallCenter.Server.Trunks;

/// <summary>How a trunk stands. Immutable, replaced on every change.</summary>
/// <param name="SeenFrom">Since when it is looked at: a trunk just made has not been asked yet.</param>
internal sealed record TrunkState(string Id, DateTimeOffset SeenFrom)
{
    /// <summary>A refusal of the network counts as the trunk's for this long, unless a call goes through before.</summary>
    public static readonly TimeSpan RejectionCounts = TimeSpan.FromMinutes(5), FloodCounts = TimeSpan.FromMinutes(1);

    /// <summary>A trunk just made or found again: the first OPTIONS go out within 5 s, and have 2 s.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(8);

    public bool? Reachable { get; init; }
    public DateTimeOffset? Since { get; init; }
    public double? RoundTripMs { get; init; }
    public string? Registration { get; init; }
    public int Channels { get; init; }
    public int Rejected { get; init; }
    public int? RejectedCause { get; init; }
    public DateTimeOffset? RejectedAt { get; init; }
    public int RefusedFull { get; init; }
    public int RefusedFlood { get; init; }
    public DateTimeOffset? FullAt { get; init; }
    public DateTimeOffset? FloodAt { get; init; }

    public bool Rejects(DateTimeOffset now) => RejectedAt is { } at && now - at < RejectionCounts;

    public IEnumerable<string> Warnings(DateTimeOffset now)
    {
        if (Reachable == false) yield return $"trunk-down:{Id}";
        if (Registration is "unregistered" or "rejected" && Reachable == true) yield return $"trunk-not-registered:{Id}";
        if (Rejects(now)) yield return $"trunk-rejects:{Id}";
        if (FloodAt is { } flood && now - flood < FloodCounts) yield return $"trunk-flood:{Id}";
        if (FullAt is { } full && now - full < FloodCounts) yield return $"trunk-full:{Id}";
    }
}
