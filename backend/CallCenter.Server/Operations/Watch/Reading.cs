using System.Globalization;
using CallCenter.Contracts;

namespace CallCenter.Server.Operations.Watch;

/// <summary>Looks at one matter. A fault of the look itself is a reading too, never an exception.</summary>
internal interface IProbe
{
    /// <summary>One of <see cref="Contracts.Matter"/>.</summary>
    string Matter { get; }

    /// <summary>It has been asked of several times over before it says so: looked at more often, and told sooner.</summary>
    bool Quick => false;

    /// <param name="now">The level it has now: thresholds are a margin further away on the way back.</param>
    ValueTask<Reading> ReadAsync(WatchLevel now, CancellationToken ct);
}

/// <summary>What a probe saw: a level, and why as code and figures.</summary>
internal sealed record Reading(WatchLevel Level, string Code, params (string Name, string Value)[] Arguments)
{
    public static Reading Ok { get; } = new(WatchLevel.Ok, "ok");

    public Explanation What => new(Code, Arguments.ToDictionary(a => a.Name, a => a.Value));

    public static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>Where a figure of which more is better becomes a warning and critical. A level once reached ends a fifth above its threshold.</summary>
internal sealed record Threshold(double Warning, double Critical)
{
    private const double Margin = 1.2;

    public WatchLevel Of(double value, WatchLevel now) =>
        value < Critical * (now == WatchLevel.Critical ? Margin : 1) ? WatchLevel.Critical
        : value < Warning * (now >= WatchLevel.Warning ? Margin : 1) ? WatchLevel.Warning
        : WatchLevel.Ok;
}
