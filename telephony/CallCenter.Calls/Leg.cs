namespace CallCenter.Calls;

/// <summary>A channel we dialled for a call: an agent's phone. Ringing until answered, then up until it ends.</summary>
public sealed class Leg(string channel, string party)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Channel id; we chose it before dialling.</summary>
    public string Channel { get; } = channel;

    /// <summary>Whose phone it is, in the application's words.</summary>
    public string Party { get; } = party;

    /// <summary>The offer it serves: the one it was dialled for, or that of the talk it was moved to.</summary>
    public string Offer { get; internal set; } = "";

    /// <summary>The far end picked up and the channel is inside our application.</summary>
    public bool Answered { get; internal set; }

    /// <summary>Somebody else dialled it, before we were there: what has become of it meanwhile we may not have been told.</summary>
    public bool Found { get; internal init; }

    /// <summary>The channel is gone.</summary>
    public bool Ended => _over.Task.IsCompleted;

    /// <summary>Completes when the channel is gone.</summary>
    public Task Over => _over.Task;

    internal void End() => _over.TrySetResult();
}

/// <summary>How to dial a leg.</summary>
/// <param name="Channel">Channel id of our choice.</param>
/// <param name="Party">Whose phone it is; also goes into CC_AGENT.</param>
/// <param name="Offer">What it is dialled for; also goes into CC_OFFER.</param>
/// <param name="Endpoint">For example PJSIP/agent01.</param>
/// <param name="Context">Dialplan context the answered channel enters; it takes the leg into our application, and knows what to do when we are dead.</param>
/// <param name="CallerId">Shown on the phone.</param>
/// <param name="Timeout">How long it rings.</param>
/// <param name="Variables">Channel variables, our facts among them.</param>
public sealed record LegRequest(string Channel, string Party, string Offer, string Endpoint, string Context, string CallerId, TimeSpan Timeout, IReadOnlyDictionary<string, string> Variables);
