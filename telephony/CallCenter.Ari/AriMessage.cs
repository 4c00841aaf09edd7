using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallCenter.Ari;

/// <summary>
/// One item of an <see cref="AriConnection"/>'s stream: an event of Asterisk, or a change of the connection itself.
/// Both come in one order, so the consumer knows between which events a gap lies.
/// </summary>
public abstract record AriMessage;

/// <summary>The socket is up. Nothing that happened before is replayed: list channels and bridges and reconcile.</summary>
/// <param name="Epoch">1 for the first connection of this <see cref="AriConnection"/>, then counting up.</param>
public sealed record AriConnected(long Epoch) : AriMessage;

/// <summary>The socket is gone; events from here to the next <see cref="AriConnected"/> are lost. Calls go on.</summary>
/// <param name="Epoch">Of the connection that ended.</param>
/// <param name="Reason">How it ended.</param>
/// <param name="Detail">For the log.</param>
public sealed record AriDisconnected(long Epoch, AriDisconnectReason Reason, string Detail) : AriMessage;

/// <summary>How an event socket ended.</summary>
public enum AriDisconnectReason
{
    /// <summary>Asterisk closed it in order. Its cause may still be a crash of the application side of Asterisk: treated like <see cref="Lost"/>.</summary>
    Closed,

    /// <summary>The socket broke, or stayed silent longer than <see cref="AriOptions.PingTimeout"/>.</summary>
    Lost,

    /// <summary>The event filter could not be set on a fresh socket.</summary>
    NotReady,

    /// <summary>Another socket took the application over. This owner does not come back by itself.</summary>
    Replaced,

    /// <summary>We were asked to stop.</summary>
    Stopped,
}

/// <summary>Why <see cref="AriConnection.RunAsync"/> returned.</summary>
public enum AriEnd
{
    /// <summary>Its token was cancelled.</summary>
    Stopped,

    /// <summary>Another socket took the application over.</summary>
    Replaced,
}

/// <summary>An event of Asterisk. The kinds are in <c>CallCenter.Ari.Events</c>.</summary>
public abstract record AriEvent : AriMessage
{
    /// <summary>The name on the wire, such as <c>StasisStart</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The Stasis application this event was sent to.</summary>
    [JsonPropertyName("application")]
    public string Application { get; init => field = value ?? ""; } = "";

    /// <summary>When Asterisk created the event, by its clock, in milliseconds.</summary>
    [JsonPropertyName("timestamp")]
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Which Asterisk sent it; set where several feed one consumer.</summary>
    [JsonPropertyName("asterisk_id")]
    public string? AsteriskId { get; init; }
}

/// <summary>An event this library has no record for, from a newer Asterisk.</summary>
public sealed record UnknownEvent : AriEvent
{
    /// <summary>The whole event.</summary>
    [JsonIgnore]
    public JsonElement Raw { get; init; }
}
